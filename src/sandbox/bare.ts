const { setPrototypeOf } = Object;

/** An array without a prototype: no setter or `toJSON` that somebody put there has a say. */
export function bareList<T>(): T[] {
  return setPrototypeOf([], null);
}

/** An object without a prototype; `__proto__` is a key like any other. */
export function bareRecord<T>(): Record<PropertyKey, T> {
  return setPrototypeOf({}, null);
}
