import { jsonDepth, MAX_DEPTH } from "../../rpc/depth.ts";
import {
  Promise,
  RangeError,
  regExpToString,
  stringify,
  stringSlice,
  TypeError,
} from "../primordials.ts";
import { kindOf } from "../values/kinds.ts";

const PATTERN_CHARS = 60;

/**
 * The arguments of a call, as the text of a JSON array.
 *
 * @param method its full name, for messages
 * @param first what stands before `args`
 * @param maxChars the longest text, in characters
 * @throws {TypeError | RangeError} when the arguments have no JSON form, or too long a one
 */
export function argumentsText(
  method: string,
  first: readonly string[],
  args: unknown[],
  maxChars: number,
): string {
  let text = "[";
  for (let i = 0; i < first.length; i++) {
    text += (i > 0 ? "," : "") + stringify(first[i]);
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg instanceof Promise) {
      throw new TypeError(
        `Cannot call ${method}: argument ${i + 1} is a Promise: put "await" before what makes it`,
      );
    }
    if (typeof arg === "object" && arg !== null) refuseKind(method, i + 1, arg);
    let json: string | undefined;
    try {
      json = stringify(arg);
    } catch (cause) {
      throw new TypeError(`Cannot call ${method}: argument ${i + 1} has no JSON form`, { cause });
    }
    text += (i > 0 || first.length > 0 ? "," : "") + (json ?? "null");
  }
  text += "]";
  if (text.length > maxChars) {
    throw new RangeError(
      `Cannot call ${method}: its arguments are ${text.length} characters of JSON, the limit is ` +
        `${maxChars}: split them over several calls`,
    );
  }
  // Two levels are the message's own.
  if (text.length > MAX_DEPTH && jsonDepth(text) > MAX_DEPTH - 1) {
    throw new TypeError(
      `Cannot call ${method}: its arguments are nested more than ${MAX_DEPTH} levels deep`,
    );
  }
  return text;
}

/** @throws {TypeError} for a value of which JSON would make `{}` */
function refuseKind(method: string, nth: number, arg: object): void {
  const is = `Cannot call ${method}: argument ${nth} is a`;
  switch (kindOf(arg)) {
    case "RegExp":
      throw new TypeError(
        `${is} RegExp, ${stringSlice(regExpToString(arg), 0, PATTERN_CHARS)}: pass a text`,
      );
    case "Map":
    case "Set":
      throw new TypeError(`${is} ${kindOf(arg)}: spread it into an array`);
  }
}
