/**
 * Says whether two values are deeply equal: own properties, prototypes, the contents of built-ins.
 *
 * `NaN` equals itself, `0` equals `-0`, sets and maps have no order, an absent property differs from
 * an undefined one, and an object without a prototype equals a plain one.
 *
 * @throws {TypeError} when both are a WeakMap or both a WeakSet, whose contents nobody can see.
 */
export function equal(a: unknown, b: unknown): boolean {
  return same(a, b, new Map());
}

/** Pairs under comparison: meeting one again means that a cycle has been walked round. */
type Seen = Map<object, object>;

function same(a: unknown, b: unknown, seen: Seen): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (kindOf(a) !== kindOf(b)) return false;
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare two ${a.constructor.name}s: their contents are hidden`);
  }
  const bytesOfA = elements(a);
  const bytesOfB = elements(b);
  if (bytesOfA && bytesOfB) {
    return bytesOfA.length === bytesOfB.length &&
      bytesOfA.every((value, index) => same(value, bytesOfB[index], seen));
  }
  if (a instanceof WeakRef && b instanceof WeakRef) return same(a.deref(), b.deref(), seen);

  if (seen.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (a instanceof Set && b instanceof Set) return sameEntries([...a.entries()], b, seen);
  if (a instanceof Map && b instanceof Map) return sameEntries([...a.entries()], b, seen);
  if (isText(a)) return String(a) === String(b);
  for (const key of new Set([...keysOf(a), ...keysOf(b)])) {
    if (key in a !== key in b || !same(Reflect.get(a, key), Reflect.get(b, key), seen)) {
      return false;
    }
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function kindOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

/** Their state is not in properties; their text holds all of it. */
function isText(value: object): boolean {
  return [RegExp.prototype, URL.prototype, URLSearchParams.prototype].includes(
    kindOf(value) as never,
  );
}

function elements(value: object): unknown[] | undefined {
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (value instanceof SharedArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as Uint8Array);
  }
}

/** Finds for each entry of `a` one in `b`, keys compared deeply because they may be objects. */
function sameEntries(
  a: [unknown, unknown][],
  b: Set<unknown> | Map<unknown, unknown>,
  seen: Seen,
): boolean {
  if (a.length !== b.size) return false;
  return a.every(([key, value]) => {
    if (!isObject(key)) {
      return b.has(key) && (b instanceof Set || same(value, b.get(key), seen));
    }
    return b.entries().some(([otherKey, otherValue]) =>
      same(key, otherKey, seen) && (b instanceof Set || same(value, otherValue, seen))
    );
  });
}

/** A plain object's enumerable keys; of a class also the hidden and inherited ones, for its getters. */
function keysOf(value: object): PropertyKey[] {
  const kind = kindOf(value);
  if (kind === Object.prototype || kind === Array.prototype) {
    return Reflect.ownKeys(value).filter((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key)
    );
  }
  const keys: PropertyKey[] = [];
  for (
    let level: object | null = value;
    level && level !== Object.prototype && level !== Array.prototype;
    level = Object.getPrototypeOf(level)
  ) keys.push(...Reflect.ownKeys(level));
  return keys;
}
