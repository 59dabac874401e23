import {
  bareList,
  bareRecord,
  bufferByteLength,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isArray,
  keysOf,
  mapForEach,
  objectPrototype,
  propertyIsEnumerable,
  regExpToString,
  setForEach,
  symbolToString,
  typedArrayLength,
  typedArrayName,
  Uint8Array,
} from "../primordials.ts";
import { standInText } from "../stubs/stand_in.ts";
import { dateText, functionText, kindOf, primitiveOf } from "./kinds.ts";
import { reason } from "./thrown.ts";

// Deeper data is a mistake more often than a result, and every reader of the JSON recurses.
const MAX_DEPTH = 100;
// Above a million parts the answer, of 48 000 characters, is the same.
const MAX_PARTS = 1_000_000;

type Bag = Record<PropertyKey, unknown>;

/**
 * A value in a form that JSON.stringify shows in full. Data stays data: class instances are their fields, Dates
 * their ISO text, `toJSON` is honoured, fields that are `undefined` are left out. Anything else stands in square
 * brackets: `["[undefined]"]`, `"[Function: name]"`, or as the one key of an object that holds the content,
 * `{"[Set]":[1,2]}`.
 */
export class Description {
  /** Only JSON values; its objects and arrays have no prototype, which a program could tamper with. */
  readonly tree: unknown;
  /** Whether everything is in it. */
  complete = true;
  /** Whether fields were `undefined`. */
  gaps = false;
  #parts = 0;
  #ancestors = bareList<unknown>();

  constructor(value: unknown) {
    this.tree = this.#describe(value);
  }

  /** @param key passed to `toJSON`, as JSON.stringify does */
  #describe(value: unknown, key: PropertyKey = ""): unknown {
    this.#parts++;
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return value - value === 0 ? value : `[${value}]`;
      case "undefined":
        return "[undefined]";
      case "bigint":
        return `[BigInt: ${value}]`;
      case "symbol":
        return `[${symbolToString(value)}]`;
      case "function":
        return functionText(value);
    }
    return value === null ? null : this.#object(value as object, key);
  }

  #object(value: object, key: PropertyKey): unknown {
    const depth = this.#ancestors.length;
    for (let i = 0; i < depth; i++) {
      if (this.#ancestors[i] !== value) continue;
      const levels = depth - i;
      return `[Circular: ${levels} level${levels === 1 ? "" : "s"} up]`;
    }
    if (depth >= MAX_DEPTH) return `[nested deeper than ${MAX_DEPTH} levels]`;
    this.#ancestors[depth] = value;
    try {
      return this.#ownJson(value, key);
    } catch (error) {
      return `[unreadable: ${reason(error)}]`;
    } finally {
      this.#ancestors.length = depth;
    }
  }

  /** What `toJSON` gives, or the value by its kind. */
  #ownJson(value: object, key: PropertyKey): unknown {
    if (standInText(value) !== undefined) return this.#kind(value);
    // Its own toJSON makes null of an invalid one.
    if (kindOf(value) === "Date") return this.#kind(value);
    let toJson: unknown;
    try {
      toJson = (value as Bag).toJSON;
    } catch {
      // The getter is described among the fields.
    }
    if (typeof toJson !== "function") return this.#kind(value);
    let json: unknown;
    try {
      const name = typeof key === "symbol" ? symbolToString(key) : `${key}`;
      json = (value as { toJSON(key: string): unknown }).toJSON(name);
    } catch (error) {
      return `[toJSON threw: ${reason(error)}]`;
    }
    const isObject = typeof json === "object" && json !== null;
    // Not asked for its own `toJSON` again: that could go on for ever.
    return isObject ? this.#kind(json as object) : this.#describe(json);
  }

  #kind(value: object): unknown {
    const text = standInText(value);
    if (text !== undefined) return text;
    if (isArray(value)) return this.#items(value);
    const kind = kindOf(value);
    try {
      const special = this.#builtIn(value, kind);
      if (special !== undefined) return special;
    } catch {
      // It only bears the name: an object with a Symbol.toStringTag, a proxy of a Map.
    }
    const fields = this.#fields(value);
    // Nothing to show but what it is: an iterator, a WeakMap, a generator …
    return kind !== "Object" && keysOf(fields).length === 0 ? `[${kind}]` : fields;
  }

  /** @throws {TypeError} when the value isn't of the kind that it says */
  #builtIn(value: object, kind: string): unknown {
    if (typedArrayName(value) !== undefined) {
      return bracket(kind, this.#items(value, typedArrayLength(value)));
    }
    switch (kind) {
      case "Date":
        return dateText(value);
      case "Map":
        return bracket("Map", this.#entries(value));
      case "Set":
        return bracket("Set", this.#members(value));
      case "Error":
      case "DOMException":
        return bracket("Error", this.#error(value as Error));
      case "Promise":
        return "[Promise: did you forget await?]";
      case "RegExp":
        return `[RegExp: ${regExpToString(value)}]`;
      case "ArrayBuffer":
        bufferByteLength(value);
        return bracket("ArrayBuffer", this.#items(new Uint8Array(value as ArrayBuffer)));
    }
    const primitive = primitiveOf(value, kind);
    return primitive === undefined ? undefined : this.#describe(primitive);
  }

  #items(items: object, length = (items as unknown[]).length): unknown[] {
    const list = bareList<unknown>();
    for (let i = 0; i < length; i++) {
      if (this.#full()) {
        list[i] = `… ${length - i} more`;
        break;
      }
      const item = this.#read(items, i);
      list[i] = item !== undefined ? item : hasOwn(items, i) ? "[undefined]" : "[empty]";
    }
    return list;
  }

  #entries(map: object): unknown[] {
    const list = bareList<unknown>();
    mapForEach(map, (value, key) => {
      if (this.#full()) return;
      const pair = bareList<unknown>();
      pair[0] = this.#describe(key);
      pair[1] = this.#describe(value);
      list[list.length] = pair;
    });
    return list;
  }

  #members(set: object): unknown[] {
    const list = bareList<unknown>();
    setForEach(set, (value) => {
      if (!this.#full()) list[list.length] = this.#describe(value);
    });
    return list;
  }

  #error(error: Error): object {
    const text: Bag = bareRecord<unknown>();
    this.#field(text, error, "name");
    this.#field(text, error, "message");
    if (hasOwn(error, "cause")) this.#field(text, error, "cause");
    if (hasOwn(error, "errors")) this.#field(text, error, "errors");
    return this.#fields(error, text);
  }

  #fields(value: object, into: Bag = bareRecord<unknown>()): object {
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++) {
      if (this.#full()) {
        into["…"] = `${keys.length - i} more keys`;
        return into;
      }
      this.#field(into, value, keys[i]!);
    }
    const prototype = getPrototypeOf(value);
    // Where a class uses symbols it hides things behind them; in a literal they are data.
    if (prototype !== objectPrototype && prototype !== null) return into;
    const symbols = getOwnPropertySymbols(value);
    for (let i = 0; i < symbols.length && !this.#full(); i++) {
      const symbol = symbols[i]!;
      if (propertyIsEnumerable(value, symbol)) {
        this.#field(into, value, symbol, `[${symbolToString(symbol)}]`);
      }
    }
    return into;
  }

  #field(into: Bag, from: object, key: PropertyKey, shown: PropertyKey = key): void {
    const described = this.#read(from, key);
    if (described === undefined) this.gaps = true;
    else into[shown] = described;
  }

  /** @returns its description; `undefined` for `undefined` */
  #read(from: object, key: PropertyKey): unknown {
    try {
      const value = (from as Bag)[key];
      if (value !== undefined) return this.#describe(value, key);
      this.#parts++;
      return undefined;
    } catch (error) {
      return `[getter threw: ${reason(error)}]`;
    }
  }

  #full(): boolean {
    if (this.#parts >= MAX_PARTS) this.complete = false;
    return !this.complete;
  }
}

function bracket(name: string, content: unknown): object {
  const bag = bareRecord<unknown>();
  bag[`[${name}]`] = content;
  return bag;
}
