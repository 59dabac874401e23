import { parseArgs } from "@std/cli";
import { UsageError } from "../usage_error.ts";

/** What stands on a command line of `token`. */
export interface TokenArgs {
  readonly positional: readonly string[];
  readonly switches: ReadonlySet<string>;
  /** @returns the value of a flag; `undefined` where it was not given */
  value(flag: string): string | undefined;
}

/**
 * Reads the flags of a command.
 *
 * @param valued flags with a value that it takes besides `--tokens`
 * @param switches flags without one
 * @throws {UsageError} for what is not known, and for a flag without its value or given twice
 */
export function readArgs(
  args: string[],
  valued: readonly string[] = [],
  switches: readonly string[] = [],
): TokenArgs {
  const strings = ["tokens", ...valued];
  const parsed = parseArgs(args, {
    string: ["_", ...strings],
    collect: strings,
    boolean: [...switches],
    unknown: (name) => {
      if (name.startsWith("-")) throw new UsageError(`There is no flag "${name}"`);
      return true;
    },
  }) as Record<string, unknown> & { _: (string | number)[] };
  return {
    positional: parsed._.map(String),
    switches: new Set(switches.filter((name) => parsed[name] === true)),
    value: (flag) => {
      const [value, second] = parsed[flag] as string[];
      if (second !== undefined) throw new UsageError(`The flag "--${flag}" was given twice`);
      if (value === "") throw new UsageError(`The flag "--${flag}" needs a value`);
      return value;
    },
  };
}
