import type TS from "typescript";
import { bare, callWith, MISFIT, namesIn, nodeAt, propertyOf, rootOf } from "./nodes.ts";
import { ts } from "./typescript.ts";

const { SyntaxKind } = ts;
/** How far `const a = b[0]` is followed from variable to variable. */
const STEPS = 20;
/** What asks for a property by its name, or makes one. */
const BY_NAME = new Set(["defineProperty", "assign", "hasOwn", "hasOwnProperty", "has"]);

/**
 * What a program says anywhere of names: a property that it writes or asks for may be there, whatever
 * its type says.
 */
export class Usage {
  /** Properties that it writes. */
  readonly #written = new Set<string>();
  /** Properties that it asks for, by `in` or `typeof`. */
  readonly #asked = new Set<string>();
  /** Names that it asks for by `typeof`. */
  readonly #askedNames = new Set<string>();
  /** Properties that its classes and object literals have. */
  readonly #declared = new Set<string>();
  /** Properties that its own types have. */
  readonly #typed = new Set<string>();
  /** Variables that hold values of several types in turn: TypeScript knows the first. */
  readonly #changing = new Set<TS.Symbol>();
  readonly #checker: TS.TypeChecker;

  constructor(
    file: TS.SourceFile,
    checker: TS.TypeChecker,
    diagnostics: readonly TS.Diagnostic[],
  ) {
    this.#checker = checker;
    const assignments: [TS.Identifier, TS.Expression][] = [];
    const visit = (node: TS.Node): void => {
      if (ts.isBinaryExpression(node)) this.#noteBinary(node, assignments);
      else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
        const { operator, operand } = node;
        const isStep = operator === SyntaxKind.PlusPlusToken ||
          operator === SyntaxKind.MinusMinusToken;
        if (isStep) add(this.#written, propertyOf(bare(operand)));
      } else if (ts.isTypeOfExpression(node)) {
        const of = bare(node.expression);
        if (ts.isIdentifier(of)) this.#askedNames.add(of.text);
        else add(this.#asked, propertyOf(of));
      } else if (ts.isDeleteExpression(node)) add(this.#written, propertyOf(bare(node.expression)));
      else if (ts.isCallExpression(node)) this.#noteCall(node);
      else if (ts.isTypeElement(node)) add(this.#typed, node.name && nameOf(node.name));
      else if (ts.isClassElement(node) || ts.isObjectLiteralElement(node)) {
        add(this.#declared, node.name && nameOf(node.name));
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    for (const [left, right] of assignments) this.#noteAssignment(left, right);
    for (const { code, start, length = 0 } of diagnostics) {
      if (MISFIT.includes(code) && start !== undefined) {
        this.#noteMisfit(nodeAt(file, start, length));
      }
    }
  }

  /** Whether the program itself writes or asks for a property of that name, or has a type with it. */
  mayHave(property: string): boolean {
    return [this.#written, this.#asked, this.#typed].some((names) => names.has(property));
  }

  /** Whether anything that the program makes has a property of that name. */
  declares(property: string): boolean {
    return this.#declared.has(property);
  }

  asksForName(name: string): boolean {
    return this.#askedNames.has(name);
  }

  /** Whether what an expression starts from may be of another type than TypeScript says. */
  isChanging(node: TS.Node, steps = STEPS): boolean {
    const root = rootOf(node);
    const symbol = root && this.#checker.getSymbolAtLocation(root);
    if (!symbol) return false;
    if (steps === 0 || this.#changing.has(symbol)) return true;
    const declared = symbol.valueDeclaration;
    if (!declared) return false;
    // A default value says what a parameter is when it is left out.
    if (ts.isParameter(declared)) return declared.initializer !== undefined && !declared.type;
    if (!ts.isVariableDeclaration(declared) || declared.type || !declared.initializer) return false;
    return rootOf(declared.initializer) !== root &&
      this.isChanging(declared.initializer, steps - 1);
  }

  #noteBinary(
    { operatorToken: { kind }, left, right }: TS.BinaryExpression,
    assignments: [TS.Identifier, TS.Expression][],
  ): void {
    if (kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment) {
      add(this.#written, propertyOf(bare(left)));
    }
    if (kind === SyntaxKind.EqualsToken && ts.isIdentifier(left)) assignments.push([left, right]);
    if (kind === SyntaxKind.InKeyword && ts.isStringLiteralLike(left)) this.#asked.add(left.text);
  }

  #noteCall({ expression, arguments: args }: TS.CallExpression): void {
    if (!ts.isPropertyAccessExpression(expression) || !BY_NAME.has(expression.name.text)) return;
    for (const arg of args) {
      if (ts.isStringLiteralLike(arg)) this.#written.add(arg.text);
      if (expression.name.text !== "assign" || !ts.isObjectLiteralExpression(arg)) continue;
      for (const { name } of arg.properties) add(this.#written, name && nameOf(name));
    }
  }

  /** A function that is given something else than it says may say what is wrong. */
  #noteMisfit(node: TS.Node): void {
    const call = callWith(node);
    const called = call && this.#checker.getResolvedSignature(call)?.declaration;
    const given = ts.isIdentifier(node)
      ? this.#checker.getSymbolAtLocation(node)?.valueDeclaration
      : undefined;
    for (const declared of [called, given]) {
      const func = declared && ts.isVariableDeclaration(declared) ? declared.initializer : declared;
      if (!func || !ts.isFunctionLike(func)) continue;
      for (const parameter of func.parameters) {
        for (const name of namesIn(parameter.name)) {
          const symbol = this.#checker.getSymbolAtLocation(name);
          if (symbol) this.#changing.add(symbol);
        }
      }
    }
  }

  #noteAssignment(left: TS.Identifier, right: TS.Expression): void {
    const symbol = this.#checker.getSymbolAtLocation(left);
    const declared = symbol?.valueDeclaration;
    if (!symbol || !declared) return;
    if (!ts.isVariableDeclaration(declared) && !ts.isParameter(declared) || declared.type) return;
    const first = this.#checker.getTypeOfSymbolAtLocation(symbol, declared);
    const next = this.#checker.getTypeAtLocation(right);
    if (!this.#checker.isTypeAssignableTo(next, first)) this.#changing.add(symbol);
  }
}

function add(to: Set<string>, name: string | undefined): void {
  if (name !== undefined) to.add(name);
}

function nameOf(name: TS.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}
