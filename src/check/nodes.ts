import type TS from "typescript";
import { ts } from "./typescript.ts";

/** @returns the expression inside of parentheses, `as`, `!` and `satisfies` */
export function bare(node: TS.Node): TS.Node {
  while (
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) node = node.expression;
  return node;
}

/** Whether a node has a modifier: `export`, `default`, `async`. */
export function hasModifier(node: TS.Node, wanted: TS.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === wanted) === true;
}

/** A call of a method, as the program writes it: `object.method(…)`. */
export interface MethodCall {
  readonly object: TS.Expression;
  readonly method: string;
  readonly args: readonly TS.Expression[];
}

/** @returns what is called, where a node is a call of a method */
export function methodCall(node: TS.Node): MethodCall | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
    return undefined;
  }
  const { expression: object, name } = node.expression;
  return { object, method: name.text, args: node.arguments };
}

/** @returns the property that an expression reads, where its text says so: `x.name`, `x["name"]` */
export function propertyOf(node: TS.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  const { argumentExpression: key } = node;
  return ts.isStringLiteralLike(key) ? key.text : undefined;
}

/** @returns the variable that a chain of reads and calls starts from: `list` of `list[0].name.trim()` */
export function rootOf(node: TS.Node): TS.Identifier | undefined {
  let at = bare(node);
  while (
    ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) ||
    ts.isCallExpression(at) || ts.isAwaitExpression(at)
  ) at = bare(at.expression);
  return ts.isIdentifier(at) ? at : undefined;
}

/** What TypeScript says where a value does not fit. */
export const MISFIT = [2322, 2345, 2739, 2740, 2741, 2769];

/** What fills a collection: of what was in it first does not follow what else may be. */
export const FILLING = new Set("push unshift splice concat fill with add set".split(" "));

export type CallWithArguments = TS.CallExpression | TS.NewExpression;

/** @returns the argument of a call that a node lies in */
export function argumentWith(
  { arguments: args }: CallWithArguments,
  node: TS.Node,
): TS.Expression | undefined {
  return args?.find((one) => one.pos <= node.pos && node.end <= one.end);
}

/** @returns the innermost call that a node is an argument of, or part of one */
export function callWith(node: TS.Node): CallWithArguments | undefined {
  return around(
    node,
    (at): at is CallWithArguments =>
      (ts.isCallExpression(at) || ts.isNewExpression(at)) && argumentWith(at, node) !== undefined,
  );
}

/** @returns the names that a pattern binds */
export function namesIn(name: TS.BindingName): TS.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((one) => ts.isBindingElement(one) ? namesIn(one.name) : []);
}

/** @returns the innermost node that holds a range */
export function nodeAt(file: TS.SourceFile, start: number, length: number): TS.Node {
  let best: TS.Node = file;
  const visit = (node: TS.Node): void => {
    if (node.getStart(file) > start || node.end < start + length) return;
    best = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return best;
}

/** @returns the nearest node around, itself included, that `is` accepts and whose statement is the same */
export function around<N extends TS.Node>(
  node: TS.Node,
  is: (node: TS.Node) => node is N,
): N | undefined {
  for (let at: TS.Node | undefined = node; at && !ts.isStatement(at); at = at.parent) {
    if (is(at)) return at;
  }
}

/** Whether it stands in a type: what is wrong there means nothing when the program runs. */
export function isInType(node: TS.Node): boolean {
  for (let at: TS.Node | undefined = node; at; at = at.parent) {
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return true;
    if (ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at)) return true;
    if (ts.isStatement(at) || ts.isFunctionLike(at)) return false;
  }
  return false;
}

/** Whether a node is what an `=` assigns to. */
export function isTarget(node: TS.Node): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
