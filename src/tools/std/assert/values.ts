import { AssertionError, refuse } from "./assertion_error.ts";
import { difference, show } from "./difference.ts";
import { equal } from "./equal.ts";

/** Passes when `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  // The original's message is exactly the caller's.
  if (!expr) throw new AssertionError(msg);
}

/** Passes when `actual` deeply equals `expected`. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) {
    refuse("Values are not equal", msg, difference(actual, expected));
  }
}

/** Passes when `actual` does not deeply equal `expected`. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) refuse(`Expected something other than ${show(actual)}`, msg);
}

/** Passes when both are the same value, by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const what = equal(actual, expected)
    ? "Values have the same structure but are not the same reference"
    : "Values are not strictly equal";
  refuse(what, msg, difference(actual, expected));
}

/** Passes when `actual` is neither `null` nor `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    refuse(`Expected a value, received ${show(actual)}`, msg);
  }
}

// deno-lint-ignore no-explicit-any
type AnyClass = abstract new (...args: any[]) => any;

/** Passes when `actual instanceof expectedType`. */
export function assertInstanceOf<T extends AnyClass>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (!(actual instanceof expectedType)) {
    refuse(`Expected an instance of "${expectedType.name}", received ${show(actual)}`, msg);
  }
}

/** Passes when every value of `expected` deeply equals some value of `actual`. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const all = Array.from(actual);
  const missing = Array.from(expected).filter((value) => !all.some((one) => equal(one, value)));
  if (missing.length > 0) refuse(`Expected ${show(actual)} to include ${show(missing)}`, msg);
}
