import { FlagNames } from "./flag_names.ts";
import { getNested, hasNested, setNested } from "./nested.ts";
import type { Args, FlagsOf, ParseOptions } from "./parse_options.ts";
import { type Flag, isNumeric, tokenise } from "./tokens.ts";

/**
 * Reads command line arguments: `--name value`, `--name=value`, `-n value`, `-abc`, and `--`, after
 * which everything is positional.
 *
 * @param options what is known of the flags; without them a flag takes the next argument as its
 * value unless that is a flag, and what looks like a number becomes one.
 */
export function parseArgs<
  B extends boolean | string | undefined = undefined,
  S extends string | undefined = undefined,
  C extends string | undefined = undefined,
  N extends string | undefined = undefined,
  D extends Record<string, unknown> | undefined = undefined,
  const A extends Readonly<Record<string, string | readonly string[]>> | undefined = undefined,
  Dash extends boolean | undefined = undefined,
>(
  args: readonly string[],
  options: ParseOptions<B, S, C, N, D, A, Dash> = {},
): Args<FlagsOf<B, S, C, N, D, A>, Dash> {
  const names = new FlagNames(options);
  const flags: Record<string, unknown> = {};
  const positional: (string | number)[] = [];
  const { unknown: ask = () => true } = options;

  const end = args.includes("--") ? args.indexOf("--") : args.length;
  for (const token of tokenise(args.slice(0, end), names, options.stopEarly ?? false)) {
    if (token.kind === "verbatim") positional.push(token.arg);
    else if (token.kind === "positional") {
      if (ask(token.arg) !== false) positional.push(read(token.arg, "_", names));
    } else if (isDeclared(token, names) || ask(token.arg, token.name, token.value) !== false) {
      apply(flags, token, names);
    }
  }
  fillIn(flags, names, options.default ?? {});

  const rest = args.slice(end + 1);
  if (options["--"]) flags["--"] = rest;
  else positional.push(...rest);
  // Set last, so that a flag of this name cannot take its place.
  flags._ = positional;
  // The types are worked out from the options, which no inference can follow to here.
  return flags as Args<FlagsOf<B, S, C, N, D, A>, Dash>;
}

function isDeclared({ arg, name }: Flag, names: FlagNames): boolean {
  return names.isKnown(name) || (names.allBooleans && arg.startsWith("--") && !arg.includes("="));
}

/** @returns a number for a text that looks like one, unless its flag holds strings. */
function read<T>(value: T, name: string, names: FlagNames): T | number {
  return typeof value === "string" && !names.strings.has(name) && isNumeric(value)
    ? Number(value)
    : value;
}

/** Sets a flag under all its names. */
function apply(flags: Record<string, unknown>, flag: Flag, names: FlagNames): void {
  const value = read(flag.value, flag.name, names);
  const collects = names.collected.has(flag.name) && flag.kind !== "negation";
  for (const name of [flag.name, ...names.aliasesOf(flag.name)]) {
    const held = getNested(flags, name);
    if (collects && Array.isArray(held)) held.push(value);
    else setNested(flags, name, collects ? [value] : value);
  }
}

/** Gives absent flags their default; without one, a boolean is `false` and a typed list empty. */
function fillIn(
  flags: Record<string, unknown>,
  names: FlagNames,
  defaults: Record<string, unknown>,
): void {
  const fill = (name: string, value: unknown) => {
    if (!hasNested(flags, name)) setNested(flags, name, value);
  };
  for (const [name, value] of Object.entries(defaults)) {
    for (const one of [name, ...names.aliasesOf(name)]) fill(one, value);
  }
  for (const name of [...names.booleans, ...names.strings]) {
    if (names.collected.has(name)) fill(name, []);
    else if (names.booleans.has(name)) fill(name, false);
  }
}
