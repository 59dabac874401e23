import type { AnyNode } from "acorn";

/**
 * The nodes around the one that a walk has come to. The nearest of each kind is known at once: looking
 * through all parents for it would make a walk of deep code quadratic.
 */
export class Path {
  /** All of them, the nearest last. */
  readonly parents: AnyNode[] = [];
  /** Places in `parents` of those of a kind, the nearest last. */
  readonly functions: number[] = [];
  readonly loops: number[] = [];
  readonly tries: number[] = [];
  /** What may leave out a part of itself, besides loops and functions. */
  readonly conditions: number[] = [];
  /** Calls that handle what promises reject with: `….catch(…)`, `Promise.allSettled(…)`. */
  readonly handlers: number[] = [];
  /** What `var` belongs to, and what `let` belongs to, besides the program itself. */
  readonly varScopes: number[] = [];
  readonly blockScopes: number[] = [];

  get parent(): AnyNode | undefined {
    return this.parents.at(-1);
  }

  /** The nearest function. */
  get function(): Func | undefined {
    return this.parents[this.functions.at(-1) ?? -1] as Func | undefined;
  }

  enter(node: AnyNode): void {
    const index = this.parents.push(node) - 1;
    for (const [list, is] of this.#kinds) if (is(node)) list.push(index);
  }

  leave(): void {
    const index = this.parents.length - 1;
    for (const [list] of this.#kinds) if (list.at(-1) === index) list.pop();
    this.parents.pop();
  }

  #kinds = [
    [this.functions, isFunction],
    [this.loops, isLoop],
    [this.tries, isTry],
    [this.conditions, isCondition],
    [this.handlers, isHandler],
    [this.varScopes, holdsVar],
    [this.blockScopes, holdsLexical],
  ] as const;
}

/**
 * Visits a syntax tree, parents before children, in the order of the text. It keeps its own stack:
 * a chain such as `a.b.b…` nests deeper than calls can.
 *
 * @param visit called with each node and what is around it
 */
export function walk(root: AnyNode, visit: (node: AnyNode, path: Path) => void): void {
  const path = new Path();
  const todo: (AnyNode | "leave")[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node === "leave") {
      path.leave();
      continue;
    }
    visit(node, path);
    path.enter(node);
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
  const ends = start + list.length - 1;
  for (let i = start; i < ends - i; i++) [list[i], list[ends - i]] = [list[ends - i], list[i]];
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

const LOOPS = new Set<AnyNode["type"]>([
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
]);

function isLoop({ type }: AnyNode): boolean {
  return LOOPS.has(type);
}

const CONDITIONS: ReadonlySet<string> = new Set([
  "IfStatement",
  "ConditionalExpression",
  "LogicalExpression",
  "AssignmentPattern",
  "ChainExpression",
  "SwitchStatement",
]);

function isCondition({ type }: AnyNode): boolean {
  return CONDITIONS.has(type);
}

function isTry({ type }: AnyNode): boolean {
  return type === "TryStatement";
}

function holdsVar(node: AnyNode): boolean {
  return isFunction(node) || node.type === "StaticBlock";
}

function holdsLexical(node: AnyNode): boolean {
  return holdsVar(node) || node.type === "BlockStatement" || node.type === "SwitchStatement" ||
    node.type.startsWith("For");
}

/** Whether a node is a call that handles what promises reject with. */
export function isHandler(node: AnyNode): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  if (isOfPromise(node.callee)) return true;
  const { property, computed } = node.callee;
  if (computed || property.type !== "Identifier") return false;
  const needs = property.name === "catch" ? 1 : property.name === "then" ? 2 : undefined;
  return needs !== undefined && node.arguments.length >= needs;
}

/** Whether a call of `callee` settles whatever the promises that it is given do. */
export function isOfPromise(callee: AnyNode): boolean {
  return callee.type === "MemberExpression" && !callee.computed &&
    callee.object.type === "Identifier" && callee.object.name === "Promise" &&
    callee.property.type === "Identifier" && ["allSettled", "any"].includes(callee.property.name);
}
