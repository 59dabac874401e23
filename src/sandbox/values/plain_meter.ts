import {
  arrayPrototype,
  getOwnPropertySymbols,
  getPrototypeOf,
  isArray,
  objectPrototype,
} from "../primordials.ts";
import { standInText } from "../stubs/stand_in.ts";

// What is nested deeper is left to `Description`, which cuts at 100 levels of the value's own; a Map in a
// Map adds three levels of JSON.
const MAX_DEPTH = 400;
// References to one and the same part double with every level: [a, a], a = [b, b], b = [c, c] …
const MAX_PARTS = 1_000_000;

/** Finds out whether a value is all JSON, and about how long its text is. */
export class PlainMeter {
  /** A lower bound of the characters of what has been looked at. */
  chars = 0;
  #parts = 0;
  #enough: number;

  /** @param enough stops looking beyond that many characters */
  constructor(enough: number = Infinity) {
    this.#enough = enough;
  }

  /**
   * Whether `JSON.stringify` shows everything of a value. May throw what a getter or a proxy throws.
   *
   * @param depth levels that the value may be nested
   */
  isPlain(value: unknown, depth: number = MAX_DEPTH): boolean {
    switch (typeof value) {
      case "string":
        this.chars += value.length + 2;
        return true;
      case "number":
        this.chars += 1;
        return value - value === 0; // neither NaN nor an infinity
      case "boolean":
        this.chars += 4;
        return true;
      case "object":
        if (value !== null) return this.#isPlainObject(value, depth);
        this.chars += 4;
        return true;
      default:
        return false;
    }
  }

  #isPlainObject(value: object, depth: number): boolean {
    if (depth === 0 || ++this.#parts > MAX_PARTS || standInText(value) !== undefined) return false;
    const prototype = getPrototypeOf(value);
    this.chars += 1;
    if (isArray(value)) {
      if (prototype !== arrayPrototype && prototype !== null) return false;
      for (let i = 0; i < value.length && this.chars <= this.#enough; i++) {
        if (!this.isPlain(value[i], depth - 1)) return false;
        this.chars += 1;
      }
    } else {
      if (prototype !== objectPrototype && prototype !== null) return false;
      if (getOwnPropertySymbols(value).length > 0) return false;
      for (const key in value) {
        if (this.chars > this.#enough) break;
        if (!this.isPlain((value as Record<string, unknown>)[key], depth - 1)) return false;
        this.chars += key.length + 4;
      }
    }
    return true;
  }
}
