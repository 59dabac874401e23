import type TS from "typescript";
import { bare, propertyOf } from "../nodes.ts";
import { ts } from "../typescript.ts";

const { SyntaxKind } = ts;
const COMPARED = new Set([
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
]);
const EITHER = new Set([
  SyntaxKind.BarBarToken,
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.QuestionQuestionToken,
]);

/** The properties of which a program asks whether they are there: `if (x.p)`, `x.p ?? y`, `x.p?.q`. */
export class Hedges {
  readonly #file: TS.SourceFile;
  /** `x.p`, as the program writes it. */
  readonly #asked = new Set<string>();
  /** `x` of `Array.isArray(x)`. */
  readonly #kinds = new Set<string>();
  /** Variables that are asked for, and what of a property they were made from. */
  readonly #names = new Set<string>();
  readonly #made = new Map<string, string>();

  constructor(file: TS.SourceFile) {
    this.#file = file;
  }

  has(receiver: TS.Expression, property: string): boolean {
    const of = this.#text(receiver);
    if (this.#kinds.has(of)) return true;
    const read = `${of}.${property}`;
    if (this.#asked.has(read)) return true;
    return [...this.#made].some(([name, made]) => made === read && this.#names.has(name));
  }

  note(node: TS.Node): void {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
      this.#ask(node.expression);
    } else if (ts.isConditionalExpression(node)) this.#ask(node.condition);
    else if (ts.isBinaryExpression(node) && EITHER.has(node.operatorToken.kind)) {
      this.#ask(node.left);
    } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if (node.questionDotToken) this.#ask(node.expression);
    } else if (ts.isCallExpression(node)) {
      if (node.questionDotToken) this.#ask(node.expression);
      if (propertyOf(node.expression) !== "isArray") return;
      for (const arg of node.arguments) {
        this.#kinds.add(this.#text(arg));
        this.#ask(arg);
      }
    } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
      const read = this.#readOf(bare(node.initializer));
      if (read !== undefined) this.#made.set(node.name.text, read);
    }
  }

  /** Notes what decides a condition. */
  #ask(condition: TS.Expression): void {
    const node = bare(condition);
    const read = this.#readOf(node);
    if (read !== undefined) this.#asked.add(read);
    else if (ts.isIdentifier(node)) this.#names.add(node.text);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
      this.#ask(node.operand);
    } else if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (EITHER.has(kind)) [node.left, node.right].forEach((one) => this.#ask(one));
      else if (COMPARED.has(kind) && [node.left, node.right].some(isNothing)) {
        [node.left, node.right].forEach((one) => this.#ask(one));
      }
    }
  }

  #readOf(node: TS.Node): string | undefined {
    const property = propertyOf(node);
    if (property === undefined) return undefined;
    const { expression } = node as TS.PropertyAccessExpression | TS.ElementAccessExpression;
    return `${this.#text(expression)}.${property}`;
  }

  /** `a?.b` asks of the same as `a.b`. */
  #text(node: TS.Node): string {
    return bare(node).getText(this.#file).replaceAll("?.", ".");
  }
}

function isNothing(node: TS.Node): boolean {
  const value = bare(node);
  return value.kind === SyntaxKind.NullKeyword ||
    (ts.isIdentifier(value) && value.text === "undefined");
}
