import { toJson } from "../values/to_json.ts";
import { standInText } from "../stubs/stand_in.ts";
import { parseFloat, parseInt, String, stringIndexOf, stringSlice } from "../primordials.ts";

/** `Deno.inspect`, as much of it as is used. */
export type Inspect = (value: unknown, options?: Deno.InspectOptions) => string;

/**
 * The text of a console line, as Deno formats it: `%` directives of a first string are filled in, other
 * strings stand as they are, values as `Deno.inspect` shows them. There are no colours, so `%c` is
 * dropped; `%j` describes what JSON can't hold. Never throws: a value that does is shown by what it threw.
 *
 * @param maxChars of what `%j` writes
 */
export function formatLog(inspect: Inspect, args: readonly unknown[], maxChars: number): string {
  let text = "";
  let next = 0;
  if (typeof args[0] === "string" && args.length > 1) {
    const format = args[0];
    next = 1;
    let from = 0;
    for (let at; (at = stringIndexOf(format, "%", from)) >= 0;) {
      text += stringSlice(format, from, at);
      const letter = format[at + 1] ?? "";
      from = at + 2;
      if (letter === "%") text += "%";
      else if (next < args.length && isDirective(letter)) {
        text += fill(inspect, letter, args[next++], maxChars);
      } else text += `%${letter}`;
    }
    text += stringSlice(format, from);
  }
  for (; next < args.length; next++) {
    const arg = args[next];
    if (next > 0) text += " ";
    text += typeof arg === "string" ? arg : inspectSafely(inspect, arg);
  }
  return text;
}

/** What `inspect` shows of a value, without colours; what it throws, where it throws. */
export function inspectSafely(
  inspect: Inspect,
  value: unknown,
  options?: Deno.InspectOptions,
): string {
  return attempt(() => inspect(value, { ...options, colors: false }));
}

/** `String(value)`, or what it threw. */
export function stringSafely(value: unknown): string {
  return standInText(value) ?? attempt(() => String(value));
}

/** Replaces every line break by `by`. */
export function replaceBreaks(text: string, by: string): string {
  let replaced = "";
  let from = 0;
  for (let at; (at = stringIndexOf(text, "\n", from)) >= 0; from = at + 1) {
    replaced += stringSlice(text, from, at) + by;
  }
  return replaced + stringSlice(text, from);
}

/** Cuts a line that is longer than the limit. */
export function capLine(text: string, maxChars: number): string {
  const over = text.length - maxChars;
  return over <= 0 ? text : `${stringSlice(text, 0, maxChars)}… ${over} more characters`;
}

function isDirective(letter: string): boolean {
  return letter !== "" && stringIndexOf("sdifjoOc", letter) >= 0;
}

function fill(inspect: Inspect, letter: string, value: unknown, maxChars: number): string {
  const standIn = letter === "c" ? undefined : standInText(value);
  if (standIn !== undefined) return standIn;
  switch (letter) {
    case "s":
      return stringSafely(value);
    case "d":
    case "i":
      return typeof value === "symbol" ? "NaN" : attempt(() => `${parseInt(value as string)}`);
    case "f":
      return typeof value === "symbol" ? "NaN" : attempt(() => `${parseFloat(value as string)}`);
    case "j":
      return toJson(value, maxChars).text ?? "undefined";
    case "c":
      return "";
    default:
      return inspectSafely(inspect, value);
  }
}

function attempt(show: () => string): string {
  try {
    return show();
  } catch (error) {
    try {
      const message = (error as Error | null)?.message;
      return `[value that throws when it is shown: ${
        typeof message === "string" ? message : String(error)
      }]`;
    } catch {
      return "[value that throws when it is shown]";
    }
  }
}
