import {
  arrayPrototype,
  bareList,
  bareRecord,
  bufferDetached,
  defineHidden,
  Error,
  getOwnPropertyDescriptor,
  hasOwn,
  isArray,
  isArrayBuffer,
  isMap,
  isNativeError,
  isProxy,
  isSet,
  isView,
  keysOf,
  Map,
  mapForEach,
  mapGet,
  mapSet,
  objectPrototype,
  Set,
  setAdd,
  setForEach,
  setPrototypeOf,
  TypeError,
} from "../primordials.ts";
import { standInText } from "../stubs/stand_in.ts";
import { bufferOf, copyBuffer, copyView } from "./clone_binary.ts";
import { cloneLeaf } from "./clone_leaf.ts";
import { refuse, refuseValue } from "./data_clone_error.ts";
import { TransferList } from "./transfer_list.ts";
import { uncloneable } from "./uncloneable.ts";

const errors = bareRecord<ErrorConstructor>();
for (const one of [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
  errors[one.name] = one;
}

/**
 * Clones a value as `structuredClone` of the web does. It replaces Deno's, which asks each object
 * for a property under a symbol of Deno's, that every DOMException bears, and believes what is there:
 * a program would get Blobs and streams of it, or end the process. This one looks at no symbol.
 *
 * Instances of Deno's own classes, DOMException too, can't be cloned. What is nested some thousand
 * levels deep ends in a RangeError, as with Deno's.
 *
 * @throws {DOMException} `DataCloneError` for what is no data
 */
export function structuredClone(value: unknown, options: unknown): unknown {
  if (arguments.length === 0) {
    throw new TypeError(
      "Failed to execute 'structuredClone': 1 argument required, but only 0 present",
    );
  }
  const transfers = new TransferList(options);
  const clone = new Cloner().clone(value);
  // What is in them has been copied like the rest: views of a detached buffer are empty, and
  // a program whose value is refused keeps everything.
  transfers.detach();
  return clone;
}

/** One clone. What is met twice is one object in it too, cycles included. */
class Cloner {
  #clones = new Map<object, object>();

  clone(value: unknown): unknown {
    switch (typeof value) {
      case "object":
        return value === null ? null : mapGet(this.#clones, value) ?? this.#object(value);
      case "function":
      case "symbol":
        return refuseValue(value);
      default:
        return value;
    }
  }

  #object(value: object): object {
    if (standInText(value) !== undefined) return keysOf(value); // a use, which stops the program
    if (isProxy(value)) return refuse("#<Object> could not be cloned.");
    if (isArray(value)) return this.#array(value);
    if (isView(value)) return this.#view(value);
    if (isArrayBuffer(value)) return this.#buffer(value);
    if (isMap(value)) return this.#map(value);
    if (isSet(value)) return this.#set(value);
    const leaf = cloneLeaf(value);
    if (leaf !== undefined) return this.#met(value, leaf);
    const text = uncloneable(value);
    if (text !== undefined) return refuse(`${text} could not be cloned.`);
    return isNativeError(value) ? this.#error(value) : this.#fields(value);
  }

  #met<T extends object>(value: object, clone: T): T {
    mapSet(this.#clones, value, clone);
    return clone;
  }

  #array(value: unknown[]): object {
    const clone = this.#met(value, bareList<unknown>());
    clone.length = value.length;
    this.#properties(value, clone);
    return setPrototypeOf(clone, arrayPrototype);
  }

  #fields(value: object): object {
    const clone = this.#met(value, bareRecord<unknown>());
    this.#properties(value, clone);
    return setPrototypeOf(clone, objectPrototype);
  }

  /** @param clone still without a prototype: setters on it are not called */
  #properties(value: object, clone: object): void {
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (!hasOwn(value, key)) continue; // a getter before it took it away
      (clone as Record<string, unknown>)[key] = this.clone((value as Record<string, unknown>)[key]);
    }
  }

  #map(value: object): object {
    const clone = this.#met(value, new Map());
    const entries = bareList<unknown>(); // getters may change the map meanwhile
    mapForEach(value, (item, key) => {
      entries[entries.length] = key;
      entries[entries.length] = item;
    });
    for (let i = 0; i < entries.length; i += 2) {
      const key = this.clone(entries[i]);
      mapSet(clone, key, this.clone(entries[i + 1]));
    }
    return clone;
  }

  #set(value: object): object {
    const clone = this.#met(value, new Set());
    const items = bareList<unknown>();
    setForEach(value, (item) => items[items.length] = item);
    for (let i = 0; i < items.length; i++) setAdd(clone, this.clone(items[i]));
    return clone;
  }

  #buffer(value: ArrayBuffer): object {
    if (bufferDetached(value)) refuse("An ArrayBuffer is detached and could not be cloned.");
    return this.#met(value, copyBuffer(value));
  }

  #view(value: object): object {
    const buffer = this.clone(bufferOf(value)) as ArrayBuffer;
    let clone: object;
    try {
      clone = copyView(value, buffer);
    } catch {
      return refuse("[object Object] could not be cloned."); // it lies outside of its buffer
    }
    return this.#met(value, clone);
  }

  /** As V8 does it, `message` and `cause` are what the error itself has, not what getters say. */
  #error(value: Error): object {
    const { name, stack } = value;
    const Class = (typeof name === "string" && errors[name]) || Error;
    const clone = this.#met(value, new Class());
    defineHidden(clone, "stack", typeof stack === "string" ? stack : undefined);
    const message = getOwnPropertyDescriptor(value, "message");
    if (message && hasOwn(message, "value")) defineHidden(clone, "message", `${message.value}`);
    const cause = getOwnPropertyDescriptor(value, "cause");
    if (cause && hasOwn(cause, "value")) defineHidden(clone, "cause", this.clone(cause.value));
    return clone;
  }
}
