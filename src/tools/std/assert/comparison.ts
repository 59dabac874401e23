import { refuse } from "./assertion_error.ts";
import { show } from "./difference.ts";

/** Passes when `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) refuse(`Expected ${show(actual)} > ${show(expected)}`, msg);
}

/** Passes when `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) refuse(`Expected ${show(actual)} >= ${show(expected)}`, msg);
}

/** Passes when `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) refuse(`Expected ${show(actual)} < ${show(expected)}`, msg);
}

/** Passes when `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) refuse(`Expected ${show(actual)} <= ${show(expected)}`, msg);
}
