import { refuse } from "./assertion_error.ts";
import { difference, show } from "./difference.ts";
import { equal, propertiesOf } from "./equal.ts";
import { isObject } from "./kinds.ts";
import { Pairs } from "./pairs.ts";

// deno-lint-ignore no-explicit-any
type AnyObject = Record<PropertyKey, any>;

/**
 * Passes when `actual` has all that `expected` has, and so on for the objects, arrays, maps and sets
 * within; an array is matched from its start, any other value has to be equal.
 *
 * @throws {TypeError} when one of the two is no object.
 */
export function assertObjectMatch(
  actual: AnyObject,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  for (const value of [actual, expected]) {
    if (!isObject(value)) throw new TypeError(`Cannot match an object with ${show(value)}`);
  }
  if (!contains(actual, expected, new Pairs())) {
    refuse("The object lacks something expected", msg, difference(actual, expected));
  }
}

function contains(actual: unknown, expected: unknown, pairs: Pairs): boolean {
  const match = partOf(expected);
  if (!match) return equal(actual, expected);
  if (!isObject(actual) || !isObject(expected)) return false;
  return pairs.settle(actual, expected, () => match(actual, expected, pairs));
}

type Match = (actual: object, expected: object, pairs: Pairs) => boolean;

/** @returns how something may be a part only of what it is matched with, if it may. */
function partOf(expected: unknown): Match | undefined {
  if (!isObject(expected)) return;
  if (Array.isArray(expected)) return hasItems;
  if (expected instanceof Set) return hasMembers;
  if (expected instanceof Map) return hasEntries;
  const prototype = Object.getPrototypeOf(expected);
  if (prototype === null || prototype === Object.prototype) return hasProperties;
}

const hasProperties: Match = (actual, expected, pairs) =>
  propertiesOf(expected).every((key) =>
    key in actual && contains(Reflect.get(actual, key), Reflect.get(expected, key), pairs)
  );

const hasItems: Match = (actual, expected, pairs) =>
  Array.isArray(actual) && hasProperties(actual, expected, pairs);

const hasMembers: Match = (actual, expected, pairs) =>
  actual instanceof Set &&
  [...expected as Set<unknown>].every((member) =>
    actual.has(member) || [...actual].some((one) => contains(one, member, pairs))
  );

const hasEntries: Match = (actual, expected, pairs) =>
  actual instanceof Map &&
  [...expected as Map<unknown, unknown>].every(([key, value]) =>
    [...actual].some(([k, v]) => equal(k, key) && contains(v, value, pairs))
  );
