import type TS from "typescript";
import { ts } from "../../../../check/typescript.ts";

/** The kinds of mistakes that are made in good programs. */
export const KINDS = [
  "await dropped",
  "Promise.all dropped",
  "destructuring dropped",
  "property renamed",
  "key renamed",
  "method misspelt",
  "variable misspelt",
  "array unwrapped",
  "array wrapped",
] as const;

export type Kind = typeof KINDS[number];

/** A place of a program, and what may stand there by mistake. */
export interface Change {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  /** One of them takes the place of the text. */
  readonly texts: readonly string[];
}

/** @returns the changes that one node allows */
export type Finder = (node: TS.Node, file: TS.SourceFile) => Change[];

export function change(
  kind: Kind,
  node: TS.Node,
  file: TS.SourceFile,
  texts: readonly string[],
): Change {
  return { kind, start: node.getStart(file), end: node.end, texts };
}

/** @returns the name of the method where a node is `memory.method(…)` */
export function memoryCall(node: TS.Node): TS.Identifier | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
    return undefined;
  }
  const { expression: object, name } = node.expression;
  return isMemory(object) && ts.isIdentifier(name) ? name : undefined;
}

export function isMemory(node: TS.Node): boolean {
  return ts.isIdentifier(node) && node.text === "memory";
}

/** Whether a node is part of what a method of memory is called with. */
export function isInMemoryCall(node: TS.Node): boolean {
  for (let at = node; at.parent; at = at.parent) {
    if (!memoryCall(at.parent)) continue;
    return (at.parent as TS.CallExpression).arguments.some((one) => one === at);
  }
  return false;
}
