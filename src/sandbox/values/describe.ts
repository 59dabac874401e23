import { bareList, bareRecord } from "../bare.ts";
import { uncurryThis } from "../uncurry_this.ts";

// Deeper data is a mistake more often than a result, and every reader of the JSON recurses.
const MAX_DEPTH = 100;
// Above a million parts the answer, of 48 000 characters, is the same.
const MAX_PARTS = 1_000_000;
// An error's text within a description: its beginning says what is wrong.
const REASON_CHARS = 200;

const { getOwnPropertyDescriptor, getOwnPropertySymbols, keys: keysOf } = Object;
const { getPrototypeOf, hasOwn, prototype: objectPrototype } = Object;
const { isArray } = Array;
const NativeUint8Array = Uint8Array;
const slice = uncurryThis(String.prototype.slice);
const startsWith = uncurryThis(String.prototype.startsWith);
const tagOf: (value: object) => string = uncurryThis(Object.prototype.toString);
const sourceOf: (value: object) => string = uncurryThis(Function.prototype.toString);
const symbolText: (value: symbol) => string = uncurryThis(Symbol.prototype.toString);
const isEnumerable = uncurryThis(Object.prototype.propertyIsEnumerable);
const timeOf = uncurryThis(Date.prototype.getTime);
const isoOf = uncurryThis(Date.prototype.toISOString);
const regExpText = uncurryThis(RegExp.prototype.toString);
const numberOf = uncurryThis(Number.prototype.valueOf);
const stringOf = uncurryThis(String.prototype.valueOf);
const booleanOf = uncurryThis(Boolean.prototype.valueOf);
const bigIntOf = uncurryThis(BigInt.prototype.valueOf);
const symbolOf = uncurryThis(Symbol.prototype.valueOf);
const forEachOfMap: (map: object, visit: (value: unknown, key: unknown) => void) => void =
  uncurryThis(Map.prototype.forEach);
const forEachOfSet: (set: object, visit: (value: unknown) => void) => void = uncurryThis(
  Set.prototype.forEach,
);
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const typedArrayName = getter<string | undefined>(typedArrayPrototype, Symbol.toStringTag);
const typedArrayLength = getter<number>(typedArrayPrototype, "length");
const bytesOfBuffer = getter<number>(ArrayBuffer.prototype, "byteLength");

type Bag = Record<PropertyKey, unknown>;

/** A value as JSON.stringify can tell it. */
export interface Description {
  /** Only JSON values; its objects and arrays have no prototype that somebody could tamper with. */
  tree: unknown;
  /** Whether everything is in it. */
  complete: boolean;
}

/**
 * Describes a value that JSON can't hold. Data stays data: class instances are their fields, Dates their
 * ISO text, `toJSON` is honoured. Anything else stands in square brackets: `"[undefined]"`,
 * `"[Function: name]"`, or as the one key of an object that holds the content, `{"[Set]":[1,2]}`.
 */
export function describe(value: unknown): Description {
  const describer = new Describer();
  return { tree: describer.describe(value), complete: describer.complete };
}

class Describer {
  complete = true;
  #parts = 0;
  #ancestors = bareList<unknown>();

  /** @param key that `toJSON` is told, as JSON.stringify does */
  describe(value: unknown, key: PropertyKey = ""): unknown {
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
        return `[${symbolText(value)}]`;
      case "function":
        return describeFunction(value);
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
    // Its own toJSON makes null of an invalid one.
    if (kindOf(value) === "Date") return this.#kind(value);
    let toJson: unknown;
    try {
      toJson = (value as Bag).toJSON;
    } catch {
      // The getter is told of among the fields.
    }
    if (typeof toJson !== "function") return this.#kind(value);
    let json: unknown;
    try {
      const name = typeof key === "symbol" ? symbolText(key) : `${key}`;
      json = (value as { toJSON(key: string): unknown }).toJSON(name);
    } catch (error) {
      return `[toJSON threw: ${reason(error)}]`;
    }
    const isObject = typeof json === "object" && json !== null;
    // Not asked for its own `toJSON` again: that could go on for ever.
    return isObject ? this.#kind(json as object) : this.describe(json);
  }

  #kind(value: object): unknown {
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
        return describeDate(value);
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
        return `[RegExp: ${regExpText(value)}]`;
      case "ArrayBuffer":
        bytesOfBuffer(value);
        return bracket("ArrayBuffer", this.#items(new NativeUint8Array(value as ArrayBuffer)));
      case "Number":
        return this.describe(numberOf(value));
      case "String":
        return stringOf(value);
      case "Boolean":
        return booleanOf(value);
      case "BigInt":
        return this.describe(bigIntOf(value));
      case "Symbol":
        return this.describe(symbolOf(value));
    }
    return undefined;
  }

  #items(items: object, length = (items as unknown[]).length): unknown[] {
    const list = bareList<unknown>();
    for (let i = 0; i < length; i++) {
      if (this.#full()) {
        list[i] = `… ${length - i} more`;
        break;
      }
      const item = this.#read(items, i);
      list[i] = item === "[undefined]" && !hasOwn(items, i) ? "[empty]" : item;
    }
    return list;
  }

  #entries(map: object): unknown[] {
    const list = bareList<unknown>();
    forEachOfMap(map, (value, key) => {
      if (this.#full()) return;
      const pair = bareList<unknown>();
      pair[0] = this.describe(key);
      pair[1] = this.describe(value);
      list[list.length] = pair;
    });
    return list;
  }

  #members(set: object): unknown[] {
    const list = bareList<unknown>();
    forEachOfSet(set, (value) => {
      if (!this.#full()) list[list.length] = this.describe(value);
    });
    return list;
  }

  #error(error: Error): object {
    const text: Bag = bareRecord<unknown>();
    text.name = this.#read(error, "name");
    text.message = this.#read(error, "message");
    if (hasOwn(error, "cause")) text.cause = this.#read(error, "cause");
    if (hasOwn(error, "errors")) text.errors = this.#read(error, "errors");
    return this.#fields(error, text);
  }

  #fields(value: object, into: Bag = bareRecord<unknown>()): object {
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++) {
      if (this.#full()) {
        into["…"] = `${keys.length - i} more keys`;
        return into;
      }
      into[keys[i]!] = this.#read(value, keys[i]!);
    }
    const prototype = getPrototypeOf(value);
    // Where a class uses symbols it hides things behind them; in a literal they are data.
    if (prototype !== objectPrototype && prototype !== null) return into;
    const symbols = getOwnPropertySymbols(value);
    for (let i = 0; i < symbols.length && !this.#full(); i++) {
      const symbol = symbols[i]!;
      if (isEnumerable(value, symbol)) into[`[${symbolText(symbol)}]`] = this.#read(value, symbol);
    }
    return into;
  }

  #read(from: object, key: PropertyKey): unknown {
    let value: unknown;
    try {
      value = (from as Bag)[key];
    } catch (error) {
      return `[getter threw: ${reason(error)}]`;
    }
    return this.describe(value, key);
  }

  #full(): boolean {
    if (this.#parts >= MAX_PARTS) this.complete = false;
    return !this.complete;
  }
}

/** The name in `[object Name]`: of a built-in its class, unless somebody changed the tag. */
function kindOf(value: object): string {
  const typed = typedArrayName(value);
  if (typed !== undefined) return typed;
  try {
    return slice(tagOf(value), 8, -1);
  } catch {
    return "Object"; // the tag is a getter that throws
  }
}

/** @throws {TypeError} when it isn't a Date */
function describeDate(date: object): string {
  const time = timeOf(date);
  return time === time ? isoOf(date) : "[Invalid Date]";
}

function describeFunction(value: object): string {
  try {
    const kind = startsWith(sourceOf(value), "class") ? "class" : "Function";
    const name: unknown = getOwnPropertyDescriptor(value, "name")?.value;
    return typeof name === "string" && name !== "" ? `[${kind}: ${name}]` : `[${kind}]`;
  } catch {
    return "[Function]"; // a proxy
  }
}

/** What was thrown, in a few words. */
function reason(thrown: unknown): string {
  try {
    const message = (thrown as Error | null)?.message;
    return slice(typeof message === "string" ? message : `${thrown}`, 0, REASON_CHARS);
  } catch {
    return "a value that has no text";
  }
}

function bracket(name: string, content: unknown): object {
  const bag = bareRecord<unknown>();
  bag[`[${name}]`] = content;
  return bag;
}

function getter<T>(prototype: object, key: PropertyKey): (self: object) => T {
  return uncurryThis(getOwnPropertyDescriptor(prototype, key)!.get!) as (self: object) => T;
}
