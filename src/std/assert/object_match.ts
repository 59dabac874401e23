import { assertEquals } from "./values.ts";

type Loose = Record<PropertyKey, unknown>;

/**
 * Passes when `actual` holds everything that `expected` holds, deeply: it may hold more, in nested
 * objects, arrays (further elements), maps and sets too. Classes are not compared.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  for (const value of [actual, expected]) {
    if (typeof value === "object" && value !== null || typeof value === "function") continue;
    const what = value === null ? "null" : `type ${typeof value}`;
    throw new TypeError(`Cannot assertObjectMatch ${what}`);
  }
  // Both go through the same reduction, so that neither keeps a class that the other has lost.
  assertEquals(
    reduce(actual, expected, new Map()),
    reduce(expected, expected, new Map()),
    msg,
  );
}

/** @returns the part of `actual` whose keys `expected` has, as plain objects. */
function reduce(actual: Loose, expected: Loose, seen: Map<Loose, Loose>): Loose {
  // Round a cycle again with the same pattern: nothing new can be found.
  if (seen.get(actual) === expected) return actual;
  seen.set(actual, expected);
  const part: Loose = {};
  for (const key of Reflect.ownKeys(actual)) {
    if (key in expected) part[key] = reduceValue(actual[key], expected[key], seen);
  }
  return part;
}

function reduceValue(actual: unknown, expected: unknown, seen: Map<Loose, Loose>): unknown {
  if (!isObject(actual) || !isObject(expected) || actual instanceof RegExp) return actual;
  if (Array.isArray(actual)) {
    return Array.isArray(expected) ? reduce({ ...actual }, { ...expected }, seen) : actual;
  }
  if (actual instanceof Set && expected instanceof Set) {
    return new Set([...actual].filter((value) => expected.has(value)));
  }
  if (actual instanceof Map && expected instanceof Map) {
    const common = [...actual].filter(([key]) => expected.has(key));
    return new Map(
      common.map(([key, value]) => [key, reduceValue(value, expected.get(key), seen)]),
    );
  }
  return reduce(actual, expected, seen);
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}
