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
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) todo.push(children[i]!);
  }
}

function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) { for (const one of value) if (isNode(one)) children.push(one); }
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
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
