import type TS from "typescript";
import { bare, propertyOf, rootOf } from "../nodes.ts";
import type { Origins } from "../origins.ts";
import { ts } from "../typescript.ts";
import { Changes } from "./changes.ts";
import { Hedges } from "./hedges.ts";
import { Properties } from "./properties.ts";

/** How far `const a = b[0]` is followed from variable to variable. */
const STEPS = 20;

/**
 * What a program says anywhere of its names: a property that it writes or asks for may be there, and a
 * variable that it fills with something else is of another type than TypeScript says.
 */
export class Usage {
  readonly #properties = new Properties();
  readonly #hedges: Hedges;
  readonly #changes: Changes;
  readonly #checker: TS.TypeChecker;

  constructor(
    file: TS.SourceFile,
    checker: TS.TypeChecker,
    origins: Origins,
    diagnostics: readonly TS.Diagnostic[],
  ) {
    this.#checker = checker;
    this.#hedges = new Hedges(file);
    this.#changes = new Changes(file, checker, origins);
    const visit = (node: TS.Node): void => {
      this.#properties.note(node);
      this.#hedges.note(node);
      this.#changes.note(node);
      ts.forEachChild(node, visit);
    };
    visit(file);
    this.#changes.finish(diagnostics);
  }

  /** Whether the program itself writes or asks for a property of that name, or has a type with it. */
  mayHave(property: string): boolean {
    return this.#properties.mayHave(property);
  }

  /** Whether anything that the program makes has a property of that name. */
  declares(property: string): boolean {
    return this.#properties.declared.has(property);
  }

  asksForName(name: string): boolean {
    return this.#properties.askedNames.has(name);
  }

  /** Whether the program looks whether a property is there before it relies on it. */
  isHedged(receiver: TS.Expression, property: string): boolean {
    return this.#hedges.has(receiver, property);
  }

  /** Whether objects of the API get properties by names that the program computes. */
  get extendsObjects(): boolean {
    return this.#changes.extendsObjects;
  }

  /** Whether a variable's value gets properties of the program's own. */
  isExtended(node: TS.Node): boolean {
    const symbol = this.#symbolOf(rootOf(node));
    return symbol !== undefined && this.#changes.extended.has(symbol);
  }

  /** Whether what an expression starts from may be of another type than TypeScript says. */
  isChanging(node: TS.Node, steps = STEPS): boolean {
    if (this.#isWrittenAlong(node)) return true;
    const root = rootOf(node);
    const symbol = this.#symbolOf(root);
    if (!symbol) return false;
    if (steps === 0 || this.#changes.changing.has(symbol)) return true;
    const declared = symbol.valueDeclaration;
    if (!declared) return false;
    if (symbol.declarations!.filter(ts.isVariableDeclaration).length > 1) return true; // `var x` twice
    if (ts.isParameter(declared)) {
      // A default value says what a parameter is when it is left out.
      if (declared.initializer !== undefined && !declared.type) return true;
      const call = declared.parent.parent;
      return ts.isCallExpression(call) && this.#isMadeOfChanging(call.expression, steps - 1);
    }
    if (!ts.isVariableDeclaration(declared) || declared.type) return false;
    const loop = declared.parent.parent;
    const source = ts.isForOfStatement(loop) ? loop.expression : declared.initializer;
    return source !== undefined && rootOf(source) !== root &&
      this.#isMadeOfChanging(source, steps - 1);
  }

  /** Whether something in it is changing: `list` of `list.map(…)`, `index` of `Object.values(index)`. */
  #isMadeOfChanging(node: TS.Expression, steps: number): boolean {
    if (this.isChanging(node, steps)) return true;
    let at = bare(node);
    while (
      ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) ||
      ts.isCallExpression(at) || ts.isAwaitExpression(at)
    ) {
      if (ts.isCallExpression(at)) {
        const { arguments: args } = at;
        if (args.some((one) => ts.isIdentifier(one) && this.isChanging(one, steps))) return true;
      }
      at = bare(at.expression);
    }
    return false;
  }

  /** Whether a property on the way from the variable to the value is written anywhere. */
  #isWrittenAlong(node: TS.Node): boolean {
    let at = bare(node);
    while (
      ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) ||
      ts.isCallExpression(at) || ts.isAwaitExpression(at)
    ) {
      const property = propertyOf(at);
      if (property !== undefined && this.#properties.written.has(property)) return true;
      at = bare(at.expression);
    }
    return false;
  }

  #symbolOf(root: TS.Identifier | undefined): TS.Symbol | undefined {
    return root && this.#checker.getSymbolAtLocation(root);
  }
}
