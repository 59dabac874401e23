import { FlagNames } from "./flag_names.ts";
import { getNested, hasNested, setNested } from "./nested.ts";
import type { Args, FlagsOf, ParseOptions } from "./parse_options.ts";

/**
 * Reads command line arguments: `--flag value`, `--flag=value`, `--no-flag`, `-f value`, `-abc`.
 *
 * @returns the flags by name, and the positional arguments under `_`; what looks like a number is
 * one, unless the flag is declared a string.
 */
export function parseArgs<
  Dash extends boolean | undefined = undefined,
  B extends boolean | string | undefined = undefined,
  S extends string | undefined = undefined,
  C extends string | undefined = undefined,
  N extends string | undefined = undefined,
  D extends Record<string, unknown> | undefined = undefined,
  A extends { readonly [K in string]: V | readonly V[] } | undefined = undefined,
  V extends string = string,
>(
  args: string[],
  options: ParseOptions<B, S, C, N, D, A, Dash> = {},
): Args<FlagsOf<B, S, C, N, D, A>, Dash> {
  const plain = options as ParseOptions;
  return new Parser(args, plain).parse() as Args<FlagsOf<B, S, C, N, D, A>, Dash>;
}

class Parser {
  readonly #names: FlagNames;
  readonly #options: ParseOptions;
  readonly #args: readonly string[];
  readonly #afterDashes: readonly string[];
  readonly #result: { _: (string | number)[]; [flag: string]: unknown } = { _: [] };
  #next = 0;

  constructor(args: readonly string[], options: ParseOptions) {
    const dashes = args.indexOf("--");
    this.#args = dashes < 0 ? args : args.slice(0, dashes);
    this.#afterDashes = dashes < 0 ? [] : args.slice(dashes + 1);
    this.#options = options;
    this.#names = new FlagNames(options);
  }

  parse(): Record<string, unknown> {
    while (this.#next < this.#args.length) {
      const arg = this.#args[this.#next++]!;
      if (arg.startsWith("--")) {
        this.#long(arg);
      } else if (arg.startsWith("-") && arg !== "-") {
        this.#cluster(arg);
      } else {
        this.#positional(arg);
        if (this.#options.stopEarly) break;
      }
    }
    this.#result._.push(...this.#args.slice(this.#next));
    this.#fillAbsent();
    if (this.#options["--"]) this.#result["--"] = [...this.#afterDashes];
    else this.#result._.push(...this.#afterDashes);
    return this.#result;
  }

  #positional(arg: string): void {
    if (this.#options.unknown?.(arg) === false) return;
    this.#result._.push(this.#names.strings.has("_") ? arg : numberOr(arg));
  }

  #long(arg: string): void {
    const negated = arg.startsWith("--no-") && arg.length > "--no-".length;
    const bare = arg.slice(negated ? "--no-".length : "--".length);
    // The name takes at least one character: `--=x` is a flag called "=x".
    const equals = bare.indexOf("=", 1);
    if (equals > 0) {
      const name = bare.slice(0, equals);
      const value = bare.slice(equals + 1);
      this.#set(name, this.#names.booleans.has(name) ? value !== "false" : value, arg);
    } else if (negated && this.#names.negatable.has(bare)) {
      this.#set(bare, false, arg, false);
    } else {
      const name = negated ? `no-${bare}` : bare;
      const mayTake = !this.#names.allBooleans && !this.#peek()?.startsWith("-");
      this.#set(name, this.#take(name, mayTake), arg);
    }
  }

  /** `-abc`: every letter a flag, until one that carries its value or the last, which may take one. */
  #cluster(arg: string): void {
    for (let at = 1; at < arg.length - 1; at++) {
      const name = arg[at]!;
      const rest = arg.slice(at + 1);
      const isLetter = /[A-Za-z]/.test(name);
      if (isLetter && rest.startsWith("=")) return this.#set(name, rest.slice(1), arg);
      // `-n5`, `-n-5`, `-I/path`: a value that begins where the name ends.
      const endsInNumber = isLetter && /\d(\.\d*)?(e-?\d+)?$/.test(rest);
      const beginsUnlikeName = rest.length > 1 && /^\W/.test(rest);
      if (rest === "-" || endsInNumber || beginsUnlikeName) return this.#set(name, rest, arg);
      this.#set(name, this.#names.bareValue(name), arg);
    }
    const last = arg.at(-1)!;
    this.#set(last, this.#take(last, !/^--?[^-]/.test(this.#peek() ?? "")), arg);
  }

  #peek(): string | undefined {
    return this.#args[this.#next];
  }

  /** @returns the next argument if the flag may take it as its value, else what a bare flag holds. */
  #take(name: string, mayTake: boolean): string | boolean {
    const next = this.#peek();
    if (next && mayTake && !this.#names.booleans.has(name)) return this.#args[this.#next++]!;
    if (next === "true" || next === "false") return this.#args[this.#next++] === "true";
    return this.#names.bareValue(name);
  }

  #set(name: string, value: string | boolean, arg: string, collect = true): void {
    const anyBoolean = this.#names.allBooleans && /^--[^=]+$/.test(arg);
    if (
      !this.#names.isKnown(name) && !anyBoolean &&
      this.#options.unknown?.(arg, name, value) === false
    ) return;
    const typed = typeof value === "string" && !this.#names.strings.has(name)
      ? numberOr(value)
      : value;
    for (const one of [name, ...this.#names.aliasesOf(name)]) {
      const list = collect && this.#names.collected.has(name);
      const before = list ? getNested(this.#result, one) : undefined;
      const earlier = before ? [before].flat() : [];
      setNested(this.#result, one, list ? [...earlier, typed] : typed);
    }
  }

  #fillAbsent(): void {
    const fill = (name: string, value: unknown) => {
      if (!hasNested(this.#result, name)) setNested(this.#result, name, value);
    };
    for (const [name, value] of Object.entries(this.#options.default ?? {})) {
      if (hasNested(this.#result, name)) continue;
      for (const one of [name, ...this.#names.aliasesOf(name)]) {
        setNested(this.#result, one, value);
      }
    }
    const { booleans, strings, collected } = this.#names;
    for (const name of booleans) fill(name, collected.has(name) ? [] : false);
    for (const name of strings) if (collected.has(name)) fill(name, []);
  }
}

function numberOr(text: string): string | number {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}
