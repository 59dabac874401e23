/** The size of a JSON value. */
export interface Measure {
  /** Levels of objects and lists. */
  readonly depth: number;
  /** Objects, lists and values in all. */
  readonly entries: number;
  /** Entries of the largest single object, and of the largest list. */
  readonly keys: number;
  readonly items: number;
  /** Characters of the longest single text. */
  readonly text: number;
  /** About as many characters as its JSON has. */
  readonly chars: number;
}

/** What a value may have of each. */
export type Bounds = Partial<Measure>;

/**
 * Measures a value that `JSON.parse` made. It doesn't recurse: the value may nest deeper than the stack.
 *
 * @returns `undefined` as soon as the value is over one of `bounds`
 */
export function measure(value: unknown, bounds: Bounds = {}): Measure | undefined {
  const found = { depth: 0, entries: 0, keys: 0, items: 0, text: 0, chars: 0 };
  const isOver = () =>
    Object.entries(bounds).some(([key, most]) => found[key as keyof Measure] > most);
  let level: unknown[] = [value];
  while (level.length > 0) {
    const next: unknown[] = [];
    for (const one of level) {
      found.entries++;
      if (typeof one === "string") {
        found.text = Math.max(found.text, one.length);
        found.chars += one.length + 3;
      } else if (typeof one !== "object" || one === null) {
        found.chars += 5;
      } else {
        const names = Array.isArray(one) ? [] : Object.keys(one);
        const inside = Array.isArray(one) ? one : Object.values(one);
        for (const name of names) found.chars += name.length + 4;
        found.chars += 2;
        found.keys = Math.max(found.keys, names.length);
        if (Array.isArray(one)) found.items = Math.max(found.items, inside.length);
        for (const item of inside) next.push(item);
      }
      if ((found.entries & 1_023) === 0 && isOver()) return undefined;
    }
    if (next.length > 0) found.depth++;
    if (isOver()) return undefined;
    level = next;
  }
  return found;
}
