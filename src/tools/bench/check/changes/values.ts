import type TS from "typescript";
import { ts } from "../../../../check/typescript.ts";
import { change, type Finder, isInMemoryCall, memoryCall } from "./change.ts";

/** `memory.readGraph()` without `await`. */
export const droppedAwait: Finder = (node, file) =>
  ts.isAwaitExpression(node)
    ? [change("await dropped", node, file, [node.expression.getText(file)])]
    : [];

/** `await names.map(async (name) => …)`. */
export const droppedAll: Finder = (node, file) => {
  if (!ts.isCallExpression(node) || node.expression.getText(file) !== "Promise.all") return [];
  const [all] = node.arguments;
  return all ? [change("Promise.all dropped", node, file, [all.getText(file)])] : [];
};

/** `const entities = await memory.readGraph()`, used as if it were the list. */
export const droppedDestructuring: Finder = (node, file) => {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return [];
  const [element, ...more] = node.name.elements;
  if (!element || more.length > 0 || element.initializer || element.dotDotDotToken) return [];
  return [change("destructuring dropped", node.name, file, [element.name.getText(file)])];
};

/** `memory.openNodes("a")`. */
export const unwrappedArray: Finder = (node, file) => {
  if (!ts.isArrayLiteralExpression(node) || !isHanded(node)) return [];
  const [element, ...more] = node.elements;
  if (!element || more.length > 0 || ts.isSpreadElement(element)) return [];
  return [change("array unwrapped", node, file, [element.getText(file)])];
};

/** `memory.openNodes([names])`, `memory.searchNodes(["a"])`. */
export const wrappedArray: Finder = (node, file) => {
  if (!ts.isExpression(node) || !isHanded(node)) return [];
  if (ts.isArrayLiteralExpression(node) || ts.isSpreadElement(node)) return [];
  return [change("array wrapped", node, file, [`[${node.getText(file)}]`])];
};

/** Whether it is an argument of a method of memory, or the value of a key in one. */
function isHanded(node: TS.Expression): boolean {
  const { parent } = node;
  if (memoryCall(parent)) return (parent as TS.CallExpression).arguments.includes(node);
  return ts.isPropertyAssignment(parent) && parent.initializer === node && isInMemoryCall(node);
}
