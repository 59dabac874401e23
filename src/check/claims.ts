import type TS from "typescript";
import { ts } from "./typescript.ts";

/** A part of a text. */
export type Span = [start: number, end: number];

/**
 * Finds what a program claims of its own values, which means nothing when it runs: with the types of
 * variables, results and parameters of callbacks gone, TypeScript finds out by itself what they are.
 *
 * @param named the types that the API declares
 */
export function claimsIn(file: TS.SourceFile, named: ReadonlySet<string>): Span[] {
  const spans: Span[] = [];
  /** `any` says that nothing is to be known. */
  const drop = (from: number, type: TS.TypeNode | undefined) => {
    if (type && !isOpen(type)) spans.push([from, type.end]);
  };
  const visit = (node: TS.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.initializer) {
      drop(node.name.end, node.type);
    } else if (ts.isParameter(node) && node.type) {
      // What other functions say of their parameters counts while every call fits.
      if (isCallback(node.parent)) {
        spans.push([node.questionToken?.end ?? node.name.end, node.type.end]);
      }
    } else if (ts.isFunctionLike(node) && "body" in node && node.body && node.type) {
      drop(colonBefore(node.type, file), node.type);
    } else if (ts.isAsExpression(node) && isOfApi(node.type, named) && !isCast(node.expression)) {
      drop(node.expression.end, node.type);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return spans;
}

function isOpen(type: TS.TypeNode): boolean {
  return /\b(?:any|unknown)\b/.test(type.getText());
}

/** Whether a type consists of names of the API's types. */
function isOfApi(type: TS.TypeNode, named: ReadonlySet<string>): boolean {
  if (ts.isArrayTypeNode(type)) return isOfApi(type.elementType, named);
  if (ts.isParenthesizedTypeNode(type)) return isOfApi(type.type, named);
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) &&
    named.has(type.typeName.text);
}

/** What a call is given says by itself what its parameters are. */
function isCallback({ parent }: TS.Node): boolean {
  return ts.isCallExpression(parent) || ts.isNewExpression(parent);
}

function isCast(node: TS.Node): boolean {
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) ||
    (ts.isParenthesizedExpression(node) && isCast(node.expression));
}

function colonBefore(type: TS.TypeNode, file: TS.SourceFile): number {
  return file.text.lastIndexOf(":", type.getStart(file));
}
