import type { AnyNode, Pattern, Program } from "acorn";
import { isFunction, type Path, walk } from "./walk.ts";

/** Whether a name, at an offset of the program, is one that the program declares itself. */
export type IsDeclared = (name: string, offset: number) => boolean;

interface Span {
  start: number;
  end: number;
}

/** Finds where a program declares any of `names` itself, so that they don't mean ours there. */
export function findDeclared(program: Program, names: ReadonlySet<string>): IsDeclared {
  const scopes = new Map<string, Span[]>();
  const declare = (pattern: Pattern | null | undefined, { start, end }: Span) => {
    if (!pattern) return;
    for (const name of boundNames(pattern)) {
      if (!names.has(name)) continue;
      const spans = scopes.get(name);
      if (spans) spans.push({ start, end });
      else scopes.set(name, [{ start, end }]);
    }
  };
  const block = ({ parents, blockScopes }: Path) => parents[blockScopes.at(-1) ?? -1] ?? program;
  walk(program, (node, path) => {
    switch (node.type) {
      case "VariableDeclaration": {
        const scope = node.kind === "var"
          ? path.parents[path.varScopes.at(-1) ?? -1] ?? program
          : block(path);
        for (const { id } of node.declarations) declare(id, scope);
        break;
      }
      case "FunctionDeclaration":
      case "ClassDeclaration":
        declare(node.id, block(path));
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
  for (const [name, spans] of scopes) scopes.set(name, outermost(spans));
  return (name, offset) => {
    const spans = scopes.get(name);
    return spans !== undefined && isWithin(spans, offset);
  };
}

/** Of spans that lie within or beside each other, those within none, sorted. */
function outermost(spans: Span[]): Span[] {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Span[] = [];
  for (const span of spans) if (span.end > (result.at(-1)?.end ?? -1)) result.push(span);
  return result;
}

function isWithin(spans: readonly Span[], offset: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low > 0 && offset < spans[low - 1]!.end;
}

/** @returns the names that a pattern binds */
export function boundNames(pattern: Pattern): string[] {
  const names: string[] = [];
  const todo: (Pattern | null)[] = [pattern];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    switch (one?.type) {
      case "Identifier":
        names.push(one.name);
        break;
      case "ObjectPattern":
        for (const part of one.properties) {
          todo.push(part.type === "RestElement" ? part.argument : part.value);
        }
        break;
      case "ArrayPattern":
        for (const element of one.elements) todo.push(element); // a spread of 200 000 overflows
        break;
      case "AssignmentPattern":
        todo.push(one.left);
        break;
      case "RestElement":
        todo.push(one.argument);
        break;
    }
  }
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
