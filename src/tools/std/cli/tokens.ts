import type { FlagNames } from "./flag_names.ts";

/** What an argument stands for, a part of one, or two together. */
export type Token =
  | Flag
  | { kind: "positional"; arg: string }
  | { kind: "verbatim"; arg: string };

/** A flag as it was given, with its value if it has one. */
export interface Flag {
  kind: "flag" | "negation";
  /** The argument that it was found in. */
  arg: string;
  name: string;
  /** A text when there was one, except for a boolean. */
  value: string | boolean;
}

/** @returns the tokens of `args`; whether a flag takes the next argument depends on its `names`. */
export function* tokenise(
  args: readonly string[],
  names: FlagNames,
  stopEarly: boolean,
): Generator<Token> {
  let next = 0;
  const following: Following = (accepts) => {
    const arg = args[next];
    if (arg === undefined || !accepts(arg)) return;
    next++;
    return arg;
  };
  while (next < args.length) {
    const arg = args[next++]!;
    if (arg.startsWith("--")) yield longFlag(arg, names, following);
    else if (arg.startsWith("-") && arg !== "-") yield* shortFlags(arg, names, following);
    else {
      yield { kind: "positional", arg };
      if (!stopEarly) continue;
      for (const rest of args.slice(next)) yield { kind: "verbatim", arg: rest };
      return;
    }
  }
}

/** Takes the next argument if there is one that is accepted. */
type Following = (accepts: (arg: string) => boolean) => string | undefined;

function longFlag(arg: string, names: FlagNames, following: Following): Flag {
  const positive = arg.startsWith("--no-") ? arg.slice("--no-".length) : "";
  if (names.negatable.has(positive)) return { kind: "negation", arg, name: positive, value: false };
  const equals = arg.indexOf("=");
  if (equals > 2) return flag(arg, arg.slice(2, equals), arg.slice(equals + 1), names);
  const name = arg.slice(2);
  const isBoolean = names.allBooleans || names.booleans.has(name);
  const text = following(isBoolean ? isTruthValue : isLongValue);
  if (text === undefined) return bareFlag(arg, name, names);
  return isBoolean
    ? { kind: "flag", arg, name, value: text === "true" }
    : flag(arg, name, text, names);
}

/** `-abc`: three flags, unless what comes after one of them can only be its value. */
function* shortFlags(arg: string, names: FlagNames, following: Following): Generator<Flag> {
  for (let at = 1; at < arg.length; at++) {
    const name = arg[at]!;
    const after = arg.slice(at + 1);
    if (after === "") {
      const accepts = names.booleans.has(name) ? isTruthValue : isShortValue;
      const text = following(accepts);
      yield text === undefined ? bareFlag(arg, name, names) : flag(arg, name, text, names);
    } else if (after.startsWith("=")) {
      return yield flag(arg, name, after.slice(1), names);
    } else if (!names.booleans.has(name) && isAttachedValue(after)) {
      return yield flag(arg, name, after, names);
    } else yield bareFlag(arg, name, names);
  }
}

function flag(arg: string, name: string, text: string, names: FlagNames): Flag {
  return { kind: "flag", arg, name, value: names.booleans.has(name) ? text !== "false" : text };
}

function bareFlag(arg: string, name: string, names: FlagNames): Flag {
  return { kind: "flag", arg, name, value: names.bareValue(name) };
}

function isTruthValue(arg: string): boolean {
  return arg === "true" || arg === "false";
}

function isLongValue(arg: string): boolean {
  return !arg.startsWith("-");
}

/** A short flag, unlike a long one, takes `-`, the usual name of standard input and output. */
function isShortValue(arg: string): boolean {
  return arg === "-" || isLongValue(arg);
}

/** A number, or what begins with something that is no flag's name, as `/usr` in `-I/usr`. */
function isAttachedValue(after: string): boolean {
  return isNumeric(after) || !/^\w/.test(after);
}

/** Whether `text` is a number as people write them: decimal, with an exponent, or hexadecimal. */
export function isNumeric(text: string): boolean {
  return /^(0x[\da-f]+|[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i.test(text);
}
