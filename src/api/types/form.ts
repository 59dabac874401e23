import { literalType } from "./literal.ts";
import { isRecord } from "./schema.ts";

/** Properties of an object that are looked at. Real tools have up to 272. */
export const PROPERTIES = 2_000;

/** How a schema is written. */
export interface Form {
  /** The document that references point into. */
  readonly root: unknown;
  /** Whether properties stand on lines of their own, with what to know of them. */
  readonly comments: boolean;
  /** Whether it is written for who gives the value: a property with a default may be left out then. */
  readonly given: boolean;
  /** Whether references are written as names, and not as what they point to. */
  readonly named: boolean;
  /** How many values of an enumeration are written; with 0 none at all, of constants neither: their kinds. */
  readonly values: number;
}

/** How much of a schema is written; what is beyond becomes `unknown` or a count. */
export interface Bounds {
  /** How deep objects are written; other types go on below. */
  readonly depth: number;
  /** About how many characters. */
  readonly chars: number;
  /** Shared by the attempts to write one schema. */
  readonly work: Work;
}

/** How much may be looked at: references multiply a small schema without end. */
export class Work {
  readonly #names = new WeakMap<object, readonly string[]>();
  readonly #literals = new WeakMap<object, string>();

  /** @param left schemas and values still to look at */
  constructor(public left: number) {}

  /**
   * The first entries of a keyword that holds schemas by name, e.g. of `properties`, and how many there
   * are. The names of a megabyte are listed once.
   */
  entries(keyword: unknown): { all: [string, unknown][]; count: number } {
    if (!isRecord(keyword)) return { all: [], count: 0 };
    const names = once(this.#names, keyword, () => Object.keys(keyword));
    const all = names.slice(0, PROPERTIES).map((name): [string, unknown] => [name, keyword[name]]);
    return { all, count: names.length };
  }

  /** The type of just this value, made once. */
  literal(value: object): string {
    return once(this.#literals, value, () => literalType(value));
  }
}

function once<V>(made: WeakMap<object, V>, key: object, make: () => V): V {
  if (!made.has(key)) made.set(key, make());
  return made.get(key)!;
}
