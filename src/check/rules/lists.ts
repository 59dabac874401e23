import type TS from "typescript";
import { ts } from "../typescript.ts";
import type { NodeRule, Program } from "./rule.ts";

const ADDERS = new Set(["push", "unshift"]);

/** `list = list.push(x)`, `reduce((list, x) => list.push(x), [])`: what is returned is the length. */
export const lengthForList: NodeRule = {
  name: "length-for-list",
  find(node, program) {
    const call = replacingCall(node) ?? reducingCall(node);
    const added = call && listOf(call, program);
    if (added === undefined) return undefined;
    const { name, method } = added;
    return {
      node: call!,
      message: `"${method}" returns the length of the list, which takes the place of "${name}"`,
      hint: `Call it by itself: ${name}.${method}(…)`,
    };
  },
};

function replacingCall(node: TS.Node): TS.CallExpression | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left, right } = node;
  const isSame = ts.isIdentifier(left) && ts.isCallExpression(right) &&
    objectOf(right)?.text === left.text;
  return isSame ? right : undefined;
}

function reducingCall(node: TS.Node): TS.CallExpression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
    return undefined;
  }
  const [callback] = node.arguments;
  if (node.expression.name.text !== "reduce" || !callback || !ts.isArrowFunction(callback)) return;
  const { body, parameters: [first] } = callback;
  const isSame = first && ts.isIdentifier(first.name) && ts.isCallExpression(body) &&
    objectOf(body)?.text === first.name.text;
  return isSame ? body : undefined;
}

function objectOf({ expression }: TS.CallExpression): TS.Identifier | undefined {
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  return ts.isIdentifier(expression.expression) ? expression.expression : undefined;
}

function listOf(call: TS.CallExpression, { origins }: Program) {
  const object = objectOf(call);
  const method = (call.expression as TS.PropertyAccessExpression).name.text;
  if (!object || !ADDERS.has(method) || !origins.isList(origins.of(object))) return undefined;
  return { name: object.text, method };
}
