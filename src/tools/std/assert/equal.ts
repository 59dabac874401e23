import { isObject, kindOf } from "./kinds.ts";
import { Pairs } from "./pairs.ts";

/**
 * Compares deeply: class, contents and enumerable properties, in any order; `0` equals `-0`.
 *
 * @throws {TypeError} for two different weak maps or weak sets.
 */
export function equal(a: unknown, b: unknown): boolean {
  const pairs = new Pairs();
  const same = (a: unknown, b: unknown): boolean => {
    if (a === b || Object.is(a, b)) return true;
    if (!isObject(a) || !isObject(b) || classOf(a) !== classOf(b)) return false;
    return pairs.settle(a, b, () => {
      const kind = kindOf(a);
      return (kind?.same(a, b, same) ?? true) && (kind?.whole || sameProperties(a, b));
    });
  };
  const sameProperties = (a: object, b: object): boolean => {
    const keys = propertiesOf(a);
    return keys.length === propertiesOf(b).length &&
      keys.every((key) => isProperty(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)));
  };
  return same(a, b);
}

/** An object without a prototype is as good as a literal. */
function classOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function isProperty(value: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(value, key);
}

/** @returns the keys of own enumerable properties, symbols included. */
export function propertiesOf(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) => isProperty(value, key));
}
