import type { AnyNode, Pattern, Program } from "acorn";
import { isFunction, walk } from "./walk.ts";

/** Tells whether a name, at an offset of the program, is one that the program declares itself. */
export type IsDeclared = (name: string, offset: number) => boolean;

/** Finds where a program declares any of `names` itself, so that they don't mean ours there. */
export function findDeclared(program: Program, names: ReadonlySet<string>): IsDeclared {
  const scopes: { name: string; start: number; end: number }[] = [];
  const declare = (pattern: Pattern | null | undefined, scope: AnyNode) => {
    if (!pattern) return;
    for (const name of boundNames(pattern)) {
      if (names.has(name)) scopes.push({ name, start: scope.start, end: scope.end });
    }
  };
  walk(program, (node, parents) => {
    switch (node.type) {
      case "VariableDeclaration": {
        const scope = nearest(parents, node.kind === "var" ? holdsVar : holdsLexical, program);
        for (const { id } of node.declarations) declare(id, scope);
        break;
      }
      case "FunctionDeclaration":
      case "ClassDeclaration":
        declare(node.id, nearest(parents, holdsLexical, program));
        break;
      case "FunctionExpression":
      case "ClassExpression":
        declare(node.id, node);
        break;
      case "CatchClause":
        declare(node.param, node);
        break;
    }
    if (isFunction(node)) { for (const param of node.params) declare(param, node); }
  });
  return (name, offset) =>
    scopes.some((scope) => scope.name === name && scope.start <= offset && offset < scope.end);
}

/** @returns the names that a pattern binds */
export function boundNames(pattern: Pattern): string[] {
  const names: string[] = [];
  walk(pattern, (node, parents) => {
    const parent = parents.at(-1);
    if (node.type === "Identifier") {
      // `{ key: name }`: the key is no binding, neither is anything in a default.
      const isKey = parent?.type === "Property" && parent.key === node;
      if (!isKey) names.push(node.name);
    }
    if (node.type === "AssignmentPattern") {
      names.push(...boundNames(node.left));
      return false;
    }
    return node.type !== "MemberExpression";
  });
  return names;
}

/** Whether an identifier is used as a variable, rather than as a property's, a label's or a key's name. */
export function isVariable(node: AnyNode, parent: AnyNode | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
      return parent.value === node || parent.computed;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
      return false;
    default:
      return true;
  }
}

function nearest(
  parents: readonly AnyNode[],
  holds: (node: AnyNode) => boolean,
  program: Program,
): AnyNode {
  return parents.findLast(holds) ?? program;
}

function holdsVar(node: AnyNode): boolean {
  return isFunction(node) || node.type === "StaticBlock";
}

function holdsLexical(node: AnyNode): boolean {
  return holdsVar(node) || node.type === "BlockStatement" || node.type === "SwitchStatement" ||
    node.type.startsWith("For");
}
