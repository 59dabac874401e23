/**
 * Stands in for `jsr:@std/assert` where JSR cannot be reached: same names, same signatures, same
 * verdicts for the assertions that the tests use. Only the wording of failures is our own.
 *
 * @module
 */
export { assertMatch, assertNotMatch, assertStringIncludes } from "./text.ts";
export { AssertionError } from "./assertion_error.ts";
export { assertObjectMatch } from "./object_match.ts";
export {
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "./comparison.ts";
export { assertRejects, assertThrows } from "./throws.ts";
export {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertInstanceOf,
  assertNotEquals,
  assertStrictEquals,
} from "./values.ts";
export { equal } from "./equal.ts";
export { fail, unreachable } from "./fail.ts";
