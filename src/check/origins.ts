import type TS from "typescript";
import { API_FILE, LIBRARY } from "./compile.ts";
import { hasModifier } from "./nodes.ts";
import { ts } from "./typescript.ts";

const { TypeFlags } = ts;
const PRIMITIVE = TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BooleanLike |
  TypeFlags.BigIntLike | TypeFlags.ESSymbolLike;
const ANYTHING = TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never;
/** How deep a type is looked into for one of the API's: an array of promises of entities. */
const DEPTH = 4;
/** Interfaces of the language that programs add to, or that stand for anything. */
const OPEN_INTERFACES = /Error$|^Object$|^Function$|^__type$|^__object$/;

/** Where types come from: only of what the language and the API declare is it certain what they hold. */
export class Origins {
  readonly #checker: TS.TypeChecker;

  constructor(checker: TS.TypeChecker) {
    this.#checker = checker;
  }

  of(node: TS.Node): TS.Type {
    return this.#checker.getTypeAtLocation(node);
  }

  isPromise({ symbol }: TS.Type): boolean {
    return symbol?.name === "Promise" && this.isOfLanguage(symbol);
  }

  isVoid({ flags }: TS.Type): boolean {
    return (flags & TypeFlags.Void) !== 0;
  }

  /** Nothing is known of it. */
  isAnything({ flags }: TS.Type): boolean {
    return (flags & ANYTHING) !== 0;
  }

  isObject({ flags }: TS.Type): boolean {
    return (flags & TypeFlags.Object) !== 0;
  }

  isPrimitive(type: TS.Type): boolean {
    return type.isUnion()
      ? type.types.every((one) => this.isPrimitive(one))
      : (type.flags & PRIMITIVE) !== 0;
  }

  isText({ flags }: TS.Type): boolean {
    return (flags & TypeFlags.StringLike) !== 0;
  }

  isNumberOrBoolean({ flags }: TS.Type): boolean {
    return (flags & (TypeFlags.NumberLike | TypeFlags.BooleanLike)) !== 0;
  }

  isList(type: TS.Type): boolean {
    return this.#checker.isArrayType(type) || this.#checker.isTupleType(type);
  }

  /** A type of the API, or an array, a promise, a set … of such. */
  isOfApi(type: TS.Type, depth = 0): boolean {
    if (depth >= DEPTH) return false;
    if (isDeclaredIn(type.aliasSymbol, API_FILE) || isDeclaredIn(type.symbol, API_FILE)) {
      return true;
    }
    const parts = type.isUnionOrIntersection() ? type.types : this.argumentsOf(type);
    return parts.some((one) => one !== type && this.isOfApi(one, depth + 1));
  }

  /** An object that the API itself declares, and no list or promise of such. */
  isObjectOfApi(type: TS.Type): boolean {
    return this.isObject(type) && isDeclaredIn(type.symbol, API_FILE);
  }

  /** Of the language or the API: nothing that the program itself made. */
  isKnown(type: TS.Type): boolean {
    if (this.isAnything(type)) return false;
    if (this.isPrimitive(type) || this.isVoid(type) || this.isPromise(type)) return true;
    if (this.isOfApi(type) || this.isList(type)) return true;
    if (type.isUnion()) return type.types.every((one) => this.isKnown(one));
    const { symbol } = type;
    return this.isOfLanguage(symbol) && (symbol.flags & ts.SymbolFlags.Interface) !== 0 &&
      !OPEN_INTERFACES.test(symbol.name);
  }

  isOfLanguage(symbol: TS.Symbol | undefined): symbol is TS.Symbol {
    return symbol?.declarations !== undefined && symbol.declarations.length > 0 &&
      symbol.declarations.every((declaration) => {
        return declaration.getSourceFile().fileName.startsWith(LIBRARY);
      });
  }

  /** `{ a: 1 }`, as the program writes it. */
  isLiteral({ symbol }: TS.Type): boolean {
    return symbol !== undefined && (symbol.flags & ts.SymbolFlags.ObjectLiteral) !== 0;
  }

  /** A Date, a URL, a String: as JSON it is a text, a number or a truth. */
  isWrapped(type: TS.Type): boolean {
    return type.getProperty("toJSON") !== undefined ||
      /^(?:String|Number|Boolean)$/.test(type.symbol?.name ?? "");
  }

  isOptional({ flags }: TS.Symbol): boolean {
    return (flags & ts.SymbolFlags.Optional) !== 0;
  }

  /** Whether it is a call of what the API declares. */
  isCallOfApi(node: TS.Node): node is TS.CallExpression {
    if (!ts.isCallExpression(node)) return false;
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    return declaration?.getSourceFile().fileName === API_FILE;
  }

  isCallOfLanguage(node: TS.CallLikeExpression): boolean {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    return declaration?.getSourceFile().fileName.startsWith(LIBRARY) === true;
  }

  /** Whether it is a call of a function that the program itself writes out. */
  isCallOfOwn(node: TS.Node): boolean {
    if (!ts.isCallExpression(node)) return false;
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    return declaration !== undefined && "body" in declaration && declaration.body !== undefined;
  }

  /** Whether it is a call of one of the program's own async functions, which always return a promise. */
  isCallOfAsync(node: TS.CallExpression): boolean {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    return declaration !== undefined && hasModifier(declaration, ts.SyntaxKind.AsyncKeyword);
  }

  /** A method or a function of the language's, where what it returns is meant. */
  isFunctionOfLanguage(type: TS.Type): boolean {
    const signatures = type.getCallSignatures();
    return this.isObject(type) && signatures.length > 0 &&
      signatures.every(({ declaration }) =>
        declaration?.getSourceFile().fileName.startsWith(LIBRARY)
      );
  }

  argumentsOf(type: TS.Type): readonly TS.Type[] {
    const isReference = "target" in type && type.target !== undefined;
    return isReference ? this.#checker.getTypeArguments(type as TS.TypeReference) : [];
  }
}

function isDeclaredIn(symbol: TS.Symbol | undefined, file: string): boolean {
  return symbol?.declarations?.some((one) => one.getSourceFile().fileName === file) === true;
}
