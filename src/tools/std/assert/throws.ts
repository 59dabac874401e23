import { stripVTControlCharacters } from "node:util";
import { AssertionError, refuse } from "./assertion_error.ts";
import { show } from "./difference.ts";

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error = Error> = abstract new (...args: any[]) => E;

/** What a caller expects of the error: its class and a part of its message, or nothing at all. */
interface Expected {
  type: ErrorClass | undefined;
  includes: string | undefined;
  msg: string | undefined;
}

function expectedOf(
  typeOrMsg: ErrorClass | string | undefined,
  rest: [string?, string?],
): Expected {
  return typeof typeOrMsg === "function"
    ? { type: typeOrMsg, includes: rest[0], msg: rest[1] }
    : { type: undefined, includes: undefined, msg: typeOrMsg ?? rest[0] };
}

function check(
  error: unknown,
  how: "thrown" | "rejected",
  { type, includes, msg }: Expected,
): void {
  if (!type) return;
  if (!(error instanceof Error)) {
    return refuse(`A non-Error object was ${how}`, msg, show(error));
  }
  const was = error.constructor?.name ?? "an object without a class";
  if (!(error instanceof type)) {
    return refuse(`Expected error to be instance of "${type.name}", but was "${was}"`, msg);
  }
  const message = stripVTControlCharacters(error.message);
  if (includes && !message.includes(stripVTControlCharacters(includes))) {
    refuse(`Expected error message to include ${show(includes)}, but got ${show(message)}`, msg);
  }
}

/**
 * Passes when `fn` throws, and with a class when the error is of it and its message holds a text.
 *
 * @returns what was thrown.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  typeOrMsg?: ErrorClass | string,
  ...rest: [string?, string?]
): unknown {
  const expected = expectedOf(typeOrMsg, rest);
  try {
    fn();
  } catch (error) {
    check(error, "thrown", expected);
    return error;
  }
  refuse("Expected function to throw", expected.msg);
}

/**
 * Passes when the promise of `fn` rejects, and with a class when the error is of it and its message
 * holds a text. A function that throws before it returns a promise does not pass.
 *
 * @returns what it was rejected with.
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  typeOrMsg?: ErrorClass | string,
  ...rest: [string?, string?]
): Promise<unknown> {
  const expected = expectedOf(typeOrMsg, rest);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
    if (typeof promise?.then !== "function") throw new TypeError("It returned no promise");
  } catch (cause) {
    throw new AssertionError("Function throws when expected to reject.", { cause });
  }
  try {
    await promise;
  } catch (error) {
    check(error, "rejected", expected);
    return error;
  }
  refuse("Expected function to reject", expected.msg);
}
