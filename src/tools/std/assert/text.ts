import { refuse } from "./assertion_error.ts";
import { show } from "./difference.ts";

/** Passes when `expected` finds a match in `actual`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) refuse(`Expected ${show(actual)} to match ${expected}`, msg);
}

/** Passes when `expected` finds no match in `actual`. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) refuse(`Expected ${show(actual)} not to match ${expected}`, msg);
}

/** Passes when `expected` is part of `actual`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) {
    refuse(`Expected ${show(actual)} to contain ${show(expected)}`, msg);
  }
}
