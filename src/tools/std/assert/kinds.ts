/** Compares two values deeply, within the comparison that is under way. */
export type Same = (a: unknown, b: unknown) => boolean;

/** How objects of a class compare by what their own properties don't show. */
export interface Kind {
  /** Whether there is nothing else to compare: what properties there are belong to the runtime. */
  readonly whole: boolean;
  includes(value: object): boolean;
  same(a: object, b: object, same: Same): boolean;
}

/** @returns the kind of `value`, `undefined` when its own properties are all there is to it. */
export function kindOf(value: object): Kind | undefined {
  return KINDS.find((kind) => kind.includes(value));
}

type Class<T> = abstract new (...args: never[]) => T;

/** A class whose contents are seen through `view`, which gives something that can be compared. */
function seenBy<T extends object>(type: Class<T>, view: (value: T) => unknown): Kind {
  return {
    whole: false,
    includes: (value) => value instanceof type,
    same: (a, b, same) => same(view(a as T), view(b as T)),
  };
}

function whole(kind: Kind): Kind {
  return { ...kind, whole: true };
}

/** A class with contents that cannot be listed. */
function unseen(type: Class<object>): Kind {
  const refuse = () => {
    throw new TypeError(`Cannot compare two objects of "${type.name}": their keys cannot be read`);
  };
  return whole(seenBy(type, refuse));
}

/** Maps, and sets as maps of each value to itself, with their entries in any order. */
function unordered(type: Class<ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>>): Kind {
  const entries = (value: object) => new Map((value as Map<unknown, unknown>).entries());
  return {
    whole: false,
    includes: (value) => value instanceof type,
    same: (a, b, same) => sameEntries(entries(a), entries(b), same),
  };
}

function sameEntries(
  entries: Map<unknown, unknown>,
  unmatched: Map<unknown, unknown>,
  same: Same,
): boolean {
  if (entries.size !== unmatched.size) return false;
  for (const [key, value] of entries) {
    // The same key is looked up; only another object that equals it has to be searched for.
    const found = unmatched.has(key) && same(value, unmatched.get(key))
      ? [key]
      : isObject(key)
      ? unmatched.entries().find(([k, v]) => same(key, k) && same(value, v))
      : undefined;
    if (!found) return false;
    unmatched.delete(found[0]);
  }
  return true;
}

/** Numbers of any width: looked at one by one, as a list of keys would be far longer than they. */
const NUMBERS: Kind = {
  whole: true,
  includes: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  same(a, b, same) {
    const [left, right] = [a as Uint8Array, b as Uint8Array];
    return left.length === right.length && left.every((number, i) => same(number, right[i]));
  },
};

const KINDS: readonly Kind[] = [
  seenBy(Array, (array) => array.length), // holes at its end are no properties
  unordered(Map),
  unordered(Set),
  seenBy(Date, (date) => date.getTime()),
  seenBy(RegExp, (pattern) => pattern.toString()),
  seenBy(AggregateError, (error) => [error.errors, ...factsOf(error)]), // before its base class
  seenBy(Error, factsOf),
  seenBy(Number, (boxed) => boxed.valueOf()),
  seenBy(Boolean, (boxed) => boxed.valueOf()),
  NUMBERS,
  whole(seenBy(ArrayBuffer, (buffer) => new Uint8Array(buffer))),
  whole(seenBy(SharedArrayBuffer, (buffer) => new Uint8Array(buffer))),
  whole(seenBy(DataView, (v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength))),
  whole(seenBy(URL, (url) => url.href)),
  whole(seenBy(URLSearchParams, (params) => params.toString())),
  whole(seenBy(WeakRef, (ref) => ref.deref())),
  unseen(WeakMap),
  unseen(WeakSet),
];

/** What an error holds, apart from where it was made. */
function factsOf({ name, message, cause }: Error): unknown[] {
  return [name, message, cause];
}

/** Whether `value` is compared by its contents; a function, say, only ever equals itself. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
