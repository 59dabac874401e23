import type { ParseOptions } from "./parse_options.ts";

type List = string | readonly string[] | boolean | undefined;

/** What the options say of a flag, whichever of its names it is called by. */
export class FlagNames {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Whether every `--flag` is a boolean. */
  readonly allBooleans: boolean;
  readonly #aliases = new Map<string, string[]>();

  constructor(options: ParseOptions) {
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const family = [name, ...[others].flat()];
      for (const one of family) this.#aliases.set(one, family.filter((other) => other !== one));
    }
    this.booleans = this.#withAliases(options.boolean);
    this.strings = this.#withAliases(options.string);
    this.collected = this.#withAliases(options.collect);
    this.negatable = this.#withAliases(options.negatable);
    this.allBooleans = options.boolean === true;
  }

  /** @returns the other names of the same flag. */
  aliasesOf(name: string): readonly string[] {
    return this.#aliases.get(name) ?? [];
  }

  /** Whether the options name it; a default, `collect` or `negatable` alone doesn't count. */
  isKnown(name: string): boolean {
    return this.booleans.has(name) || this.strings.has(name) || this.#aliases.has(name);
  }

  /** @returns what the flag holds when it is given without a value. */
  bareValue(name: string): string | boolean {
    return this.strings.has(name) ? "" : true;
  }

  #withAliases(list: List): Set<string> {
    if (typeof list === "boolean" || list === undefined) return new Set();
    const names = [list].flat().filter((name) => name !== "");
    return new Set(names.flatMap((name) => [name, ...this.aliasesOf(name)]));
  }
}
