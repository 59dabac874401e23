import type TS from "typescript";
import { ts } from "../../../../check/typescript.ts";
import { isTarget } from "../../../../check/nodes.ts";
import { change, type Finder, isInMemoryCall, isMemory } from "./change.ts";

/** What models take the names of the memory's fields for. */
const TAKEN_FOR: Record<string, readonly string[]> = {
  name: ["id"],
  entityType: ["type"],
  observations: ["observation", "contents"],
  entities: ["nodes"],
  relations: ["edges"],
  from: ["source"],
  to: ["target"],
  relationType: ["type"],
  entityName: ["name"],
  contents: ["observations"],
  deletions: ["observations"],
};

/** `entity.type`, `list.lenth`, `const { nodes } = …`. */
export const renamedProperty: Finder = (node, file) => {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name)) {
    const { expression, name } = node;
    if (isMemory(expression) || isTarget(node)) return [];
    return [change("property renamed", name, file, misnamed(name.text))];
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return [];
  const { propertyName, name, dotDotDotToken } = node;
  if (dotDotDotToken) return [];
  if (propertyName) {
    return ts.isIdentifier(propertyName)
      ? [change("property renamed", propertyName, file, misnamed(propertyName.text))]
      : [];
  }
  if (!ts.isIdentifier(name)) return [];
  const texts = misnamed(name.text).map((wrong) => `${wrong}: ${name.text}`);
  return [change("property renamed", name, file, texts)];
};

/** `createEntities([{ name, type, observations }])`. */
export const renamedKey: Finder = (node, file) => {
  if (!ts.isObjectLiteralElement(node) || !isInMemoryCall(node)) return [];
  const { name } = node;
  if (!name || !ts.isIdentifier(name)) return [];
  const after = ts.isShorthandPropertyAssignment(node) ? `: ${name.text}` : "";
  return [change("key renamed", name, file, misnamed(name.text).map((wrong) => wrong + after))];
};

/** `memory.readGrap()`, wherever the name stands. */
export const misspeltMethod: Finder = (node, file) => {
  if (!ts.isPropertyAccessExpression(node) || !isMemory(node.expression)) return [];
  return [change("method misspelt", node.name, file, misspelt(node.name.text))];
};

/** @returns a finder of the uses of a file's own variables */
export function misspeltVariable(file: TS.SourceFile): Finder {
  const declared = new Set<string>();
  const visit = (node: TS.Node): void => {
    const isDeclaration = ts.isVariableDeclaration(node) || ts.isParameter(node) ||
      ts.isBindingElement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
    if (isDeclaration && node.name && ts.isIdentifier(node.name)) declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return (node) => {
    if (!ts.isIdentifier(node) || !declared.has(node.text)) return [];
    const texts = misspelt(node.text);
    if (ts.isShorthandPropertyAssignment(node.parent)) {
      const values = texts.map((wrong) => `${node.text}: ${wrong}`);
      return [change("variable misspelt", node, file, values)];
    }
    return isName(node) ? [] : [change("variable misspelt", node, file, texts)];
  };
}

/** Whether it names something, and uses no variable. */
function isName(node: TS.Identifier): boolean {
  const { name, propertyName, label } = node.parent as {
    name?: TS.Node;
    propertyName?: TS.Node;
    label?: TS.Node;
  };
  return [name, propertyName, label].includes(node);
}

function misnamed(name: string): string[] {
  const number = name.endsWith("s") && name.length > 2 ? name.slice(0, -1) : `${name}s`;
  const taken = Object.hasOwn(TAKEN_FOR, name) ? TAKEN_FOR[name]! : [];
  return [...new Set([...taken, number, ...misspelt(name)])];
}

/** A letter from the middle is left out; a name without a middle gets one. */
function misspelt(name: string): string[] {
  if (name.length < 3) return [name + name.at(-1)];
  const middle = Math.floor(name.length / 2);
  return [name.slice(0, middle) + name.slice(middle + 1)];
}
