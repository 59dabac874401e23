import { parseArgs } from "@std/cli";
import { closest } from "../../api/closest.ts";
import { UsageError } from "../usage_error.ts";

/** What a command line holds. */
export interface Given {
  /** What stands alone: the command's own arguments. */
  readonly positional: string[];
  /** The flags without a value. */
  readonly switches: ReadonlySet<string>;
  /** The flags with a value, none of which is empty. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads a command line.
 *
 * @param switches the flags without a value that the command takes
 * @param valued the flags with a value
 * @throws {UsageError} for a flag that is not known, that is given twice, or that lacks its value
 */
export function parseFlags(
  args: readonly string[],
  switches: readonly string[],
  valued: readonly string[],
): Given {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const flags = args.slice(0, end);
  refuseTwice(flags);
  const parsed = parseArgs([...withNegatives(flags, valued), ...args.slice(end)], {
    string: ["_", ...valued],
    boolean: [...switches],
    unknown: (arg) => {
      if (arg.startsWith("-") && arg !== "-") throw unknownFlag(arg, [...switches, ...valued]);
      return true;
    },
  }) as Record<string, unknown> & { _: string[] };
  const values = valued.flatMap((name): [string, string][] => {
    const value = parsed[name];
    if (value === "") throw new UsageError(`The flag "--${name}" needs a value`);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return {
    positional: parsed._,
    switches: new Set(switches.filter((name) => parsed[name] === true)),
    values: new Map(values),
  };
}

/** `--timeout-ms -5` has a value that is wrong, and no flag `-5`. */
function withNegatives(args: readonly string[], valued: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (before !== undefined && /^-\d/.test(arg) && valued.includes(before.replace(/^--/, ""))) {
      joined[joined.length - 1] = `${before}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

function unknownFlag(arg: string, known: readonly string[]): UsageError {
  const [, name = ""] = /^-+([^=]*)/.exec(arg) ?? [];
  const meant = closest(name, known);
  return new UsageError(
    `There is no flag "${arg}"${meant === undefined ? "" : `: did you mean --${meant}?`}`,
  );
}

function refuseTwice(args: readonly string[]): void {
  const names = args.flatMap((arg) => /^--[^=]+/.exec(arg) ?? []);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new UsageError(`The flag "${twice}" was given twice`);
}
