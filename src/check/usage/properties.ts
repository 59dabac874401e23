import type TS from "typescript";
import { bare, methodCall, propertyOf } from "../nodes.ts";
import { ts } from "../typescript.ts";

const { SyntaxKind } = ts;
/** What asks for a property by its name, or makes one. */
const BY_NAME = new Set(["defineProperty", "assign", "hasOwn", "hasOwnProperty", "has"]);

/** The names of properties, and of globals, that a program writes, asks for or has in what it makes. */
export class Properties {
  readonly written = new Set<string>();
  /** Names that it asks for by `typeof`. */
  readonly askedNames = new Set<string>();
  /** Of its classes and object literals. */
  readonly declared = new Set<string>();
  /** Asked for by `in`, `typeof` and the like. */
  readonly #asked = new Set<string>();
  /** Of its own types. */
  readonly #typed = new Set<string>();

  mayHave(property: string): boolean {
    return [this.written, this.#asked, this.#typed].some((names) => names.has(property));
  }

  note(node: TS.Node): void {
    if (ts.isBinaryExpression(node)) this.#noteBinary(node);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator, operand } = node;
      const isStep = operator === SyntaxKind.PlusPlusToken ||
        operator === SyntaxKind.MinusMinusToken;
      if (isStep) add(this.written, propertyOf(bare(operand)));
    } else if (ts.isTypeOfExpression(node)) {
      const of = bare(node.expression);
      if (ts.isIdentifier(of)) this.askedNames.add(of.text);
      else add(this.#asked, propertyOf(of));
    } else if (ts.isDeleteExpression(node)) add(this.written, propertyOf(bare(node.expression)));
    else if (ts.isCallExpression(node)) this.#noteCall(node);
    else if (ts.isTypeElement(node)) add(this.#typed, node.name && nameOf(node.name));
    else if (ts.isClassElement(node) || ts.isObjectLiteralElement(node)) {
      add(this.declared, node.name && nameOf(node.name));
    }
  }

  #noteBinary({ operatorToken: { kind }, left }: TS.BinaryExpression): void {
    if (kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment) {
      add(this.written, propertyOf(bare(left)));
    }
    if (kind === SyntaxKind.InKeyword && ts.isStringLiteralLike(left)) this.#asked.add(left.text);
  }

  #noteCall(call: TS.CallExpression): void {
    const called = methodCall(call);
    if (!called) return;
    const { object, method, args } = called;
    const [first] = args;
    const isOfKeys = ts.isCallExpression(object) && propertyOf(object.expression) === "keys";
    if (method === "includes" && isOfKeys && first && ts.isStringLiteralLike(first)) {
      this.#asked.add(first.text);
    }
    if (!BY_NAME.has(method)) return;
    for (const arg of args) {
      if (ts.isStringLiteralLike(arg)) this.written.add(arg.text);
      if (method !== "assign" || !ts.isObjectLiteralExpression(arg)) continue;
      for (const { name } of arg.properties) add(this.written, name && nameOf(name));
    }
  }
}

function add(to: Set<string>, name: string | undefined): void {
  if (name !== undefined) to.add(name);
}

function nameOf(name: TS.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}
