import type { AnyNode } from "acorn";

/**
 * Visits a syntax tree, parents before children, in the order of the text. It keeps its own stack:
 * a chain such as `a.b.b…` nests deeper than calls can.
 *
 * @param visit told of each node and its parents, the nearest last; `false` leaves the children out
 */
export function walk(
  root: AnyNode,
  visit: (node: AnyNode, parents: readonly AnyNode[]) => boolean | void,
): void {
  const parents: AnyNode[] = [];
  const todo: (AnyNode | "leave")[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node === "leave") {
      parents.pop();
      continue;
    }
    if (visit(node, parents) === false) continue;
    parents.push(node);
    todo.push("leave");
    const before = todo.length;
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) { for (const one of value) if (isNode(one)) todo.push(one); }
      else if (isNode(value)) todo.push(value);
    }
    reverse(todo, before);
  }
}

/** Turns the order of what lies at `start` and beyond, so that the first child is taken first. */
function reverse(list: unknown[], start: number): void {
  for (let i = start, j = list.length - 1; i < j; i++, j--) [list[i], list[j]] = [list[j], list[i]];
}

function isNode(value: unknown): value is AnyNode {
  // A template's `{ raw, cooked }` and a literal's RegExp are objects too.
  return typeof value === "object" && value !== null &&
    typeof (value as { type?: unknown }).type === "string";
}

export type Func = Extract<
  AnyNode,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;

/** Whether a node is a function, whose `return` and `await` are its own. */
export function isFunction(node: AnyNode): node is Func {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression";
}
