import type TS from "typescript";
import type { Origins } from "../origins.ts";
import { bare, callWith, FILLING, methodCall, MISFIT, namesIn, nodeAt, rootOf } from "../nodes.ts";
import { ts } from "../typescript.ts";

const { SyntaxKind } = ts;
/** What gives an object properties of which the program does not say the names. */
const EXTENDING = new Set(["assign", "defineProperties", "setPrototypeOf"]);
/** What makes one value of many, from a first one whose type says little. */
const REDUCING = new Set(["reduce", "reduceRight"]);

/** The variables whose values become others than TypeScript believes. */
export class Changes {
  readonly changing = new Set<TS.Symbol>();
  /** Those whose values get properties. */
  readonly extended = new Set<TS.Symbol>();
  extendsObjects = false;
  readonly #file: TS.SourceFile;
  readonly #checker: TS.TypeChecker;
  readonly #origins: Origins;
  readonly #assigned: [to: TS.Identifier, value: TS.Expression][] = [];

  constructor(file: TS.SourceFile, checker: TS.TypeChecker, origins: Origins) {
    this.#file = file;
    this.#checker = checker;
    this.#origins = origins;
  }

  note(node: TS.Node): void {
    if (ts.isBinaryExpression(node)) this.#noteBinary(node);
    else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      if (ts.isExpression(node.initializer)) this.#changeTargets(node.initializer);
    } else if (ts.isParameter(node)) {
      for (const element of elementsIn(node.name)) {
        if (element.initializer) namesIn(element.name).forEach((name) => this.#change(name));
      }
    } else if (ts.isCallExpression(node)) this.#noteCall(node);
  }

  /** Judges what was assigned, and what TypeScript says of arguments, when all is known. */
  finish(diagnostics: readonly TS.Diagnostic[]): void {
    for (const [to, value] of this.#assigned) this.#noteAssignment(to, value);
    for (const { code, start, length = 0 } of diagnostics) {
      if (!MISFIT.includes(code) || start === undefined) continue;
      this.#noteMisfit(nodeAt(this.#file, start, length));
    }
  }

  #noteBinary({ operatorToken: { kind }, left, right }: TS.BinaryExpression): void {
    if (kind < SyntaxKind.FirstAssignment || kind > SyntaxKind.LastAssignment) return;
    const target = bare(left);
    if (ts.isIdentifier(target)) this.#assigned.push([target, right]);
    else if (ts.isPropertyAccessExpression(target)) this.#mark(this.extended, rootOf(target));
    else if (ts.isElementAccessExpression(target)) this.#noteElement(target);
    else this.#changeTargets(target);
  }

  /** `list[i] = …`, `entity[key] = …`: which of them was written is not known. */
  #noteElement({ expression, argumentExpression: key }: TS.ElementAccessExpression): void {
    this.#mark(this.extended, rootOf(expression));
    if (ts.isStringLiteralLike(key)) return;
    this.#mark(this.changing, rootOf(expression));
    if (this.#origins.isObjectOfApi(this.#origins.of(expression))) this.extendsObjects = true;
  }

  /** `[a, b] = …`, `({ a } = …)`. */
  #changeTargets(target: TS.Node): void {
    if (ts.isIdentifier(target)) this.#change(target);
    else if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
      const visit = (node: TS.Node): void => {
        if (ts.isIdentifier(node)) this.#change(node);
        if (ts.isShorthandPropertyAssignment(node)) {
          const symbol = this.#checker.getShorthandAssignmentValueSymbol(node);
          if (symbol) this.changing.add(symbol);
        }
        ts.forEachChild(node, visit);
      };
      visit(target);
    }
  }

  #noteCall(call: TS.CallExpression): void {
    const { method = "", args: [first, ...others] = [] } = methodCall(call) ?? {};
    if (!first) return;
    const isKnown = method === "assign" && others.every(ts.isObjectLiteralExpression);
    if (EXTENDING.has(method) && !isKnown) {
      this.#mark(this.changing, rootOf(first));
      this.extendsObjects = true;
    }
    const [start] = others;
    if (!REDUCING.has(method) || !start || !saysLittle(bare(start))) return;
    if (ts.isArrowFunction(first) || ts.isFunctionExpression(first)) {
      const [result] = first.parameters;
      if (result) namesIn(result.name).forEach((name) => this.#change(name));
    }
    const { parent } = call;
    if (ts.isVariableDeclaration(parent)) {
      namesIn(parent.name).forEach((name) => this.#change(name));
    }
  }

  #noteAssignment(to: TS.Identifier, value: TS.Expression): void {
    const symbol = this.#checker.getSymbolAtLocation(to);
    const declared = symbol?.valueDeclaration;
    if (!symbol || !declared) return;
    if (ts.isBindingElement(declared)) return this.#change(to);
    if (!ts.isVariableDeclaration(declared) && !ts.isParameter(declared) || declared.type) return;
    const first = this.#checker.getTypeOfSymbolAtLocation(symbol, declared);
    const next = this.#checker.getTypeAtLocation(value);
    if (!this.#checker.isTypeAssignableTo(next, first)) this.changing.add(symbol);
  }

  /** A function that is given something else than it says may say what is wrong. */
  #noteMisfit(node: TS.Node): void {
    const call = callWith(node);
    const called = call && this.#checker.getResolvedSignature(call)?.declaration;
    const given = ts.isIdentifier(node)
      ? this.#checker.getSymbolAtLocation(node)?.valueDeclaration
      : undefined;
    const filled = call && methodCall(call);
    if (filled && FILLING.has(filled.method)) this.#mark(this.changing, rootOf(filled.object));
    for (const declared of [called, given]) {
      const func = declared && ts.isVariableDeclaration(declared) ? declared.initializer : declared;
      if (!func || !ts.isFunctionLike(func)) continue;
      for (const { name } of func.parameters) namesIn(name).forEach((one) => this.#change(one));
    }
  }

  #change(name: TS.Identifier): void {
    this.#mark(this.changing, name);
  }

  #mark(set: Set<TS.Symbol>, name: TS.Identifier | undefined): void {
    const symbol = name && this.#checker.getSymbolAtLocation(name);
    if (symbol) set.add(symbol);
  }
}

/** A value that only stands for what is not there yet. */
function saysLittle(node: TS.Node): boolean {
  return ts.isLiteralExpression(node) || node.kind === SyntaxKind.NullKeyword ||
    node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(node) && node.text === "undefined");
}

function elementsIn(name: TS.BindingName): TS.BindingElement[] {
  if (ts.isIdentifier(name)) return [];
  return name.elements.flatMap((one) =>
    ts.isBindingElement(one) ? [one, ...elementsIn(one.name)] : []
  );
}
