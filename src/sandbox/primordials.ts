/**
 * The built-ins, captured before the submission runs. What runs beside it in the worker uses these and
 * no others: a program can replace every global and every method, but not a reference taken here.
 *
 * Constructors and functions keep their names, so that an import shadows the global. A method becomes a
 * function of what it is called on: `stringSlice(text, 1)` instead of `text.slice(1)`. The lint rule
 * `code-mode/primordials` finds code that goes past this file.
 */
import types from "node:util/types";

const { bind, call } = Function.prototype;

/**
 * Makes a function of a method: `stringSlice(text, 1)` instead of `text.slice(1)`.
 *
 * @param method of a built-in prototype
 */
export const uncurryThis = bind.bind(call) as <Args extends unknown[], R>(
  method: (...args: Args) => R,
  // deno-lint-ignore no-explicit-any -- the lib's types leave `this` of the methods open
) => (self: any, ...args: Args) => R;

/** Makes a function of a getter. */
export function uncurryGetter<T>(prototype: object, key: PropertyKey): (self: object) => T {
  return uncurryThis(Object.getOwnPropertyDescriptor(prototype, key)!.get!) as (self: object) => T;
}

export const { ArrayBuffer, DataView, Date, DOMException, Error, Map, Number, Object, Promise } =
  globalThis;
export const {
  Proxy,
  RangeError,
  RegExp,
  Set,
  String,
  SyntaxError,
  TypeError,
  Uint8Array,
  WeakMap,
} = globalThis;
export const { clearTimeout, parseFloat, parseInt, queueMicrotask, setTimeout } = globalThis;
// Deno 2.4 has it, its types don't.
export const { setImmediate } = globalThis as unknown as { setImmediate(run: () => void): void };

export const { isArray, prototype: arrayPrototype } = Array;
export const { isView } = ArrayBuffer;
export const { captureStackTrace } = Error;
export const { parse, stringify } = JSON;
export const { max, min, trunc } = Math;
export const { isInteger } = Number;
export const { apply } = Reflect;
export const { iterator, species, toStringTag } = Symbol;
export const {
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  keys: keysOf,
  prototype: objectPrototype,
  setPrototypeOf,
} = Object;
const typedArrayPrototype: Uint8Array = getPrototypeOf(Uint8Array.prototype);

export const arraySort = uncurryThis(Array.prototype.sort);
export const bigIntValueOf = uncurryThis(BigInt.prototype.valueOf);
export const booleanValueOf = uncurryThis(Boolean.prototype.valueOf);
export const bufferByteLength = uncurryGetter<number>(ArrayBuffer.prototype, "byteLength");
export const bufferDetached = uncurryGetter<boolean>(ArrayBuffer.prototype, "detached");
export const bufferTransfer: (buffer: object, length: number) => object = uncurryThis(
  ArrayBuffer.prototype.transfer,
);
export const dateGetTime = uncurryThis(Date.prototype.getTime);
export const dateToISOString = uncurryThis(Date.prototype.toISOString);
export const functionCall = uncurryThis(call as (self: unknown) => unknown);
export const functionToString: (value: object) => string = uncurryThis(Function.prototype.toString);
export const mapDelete = uncurryThis(Map.prototype.delete);
export const mapForEach: (map: object, visit: (value: unknown, key: unknown) => void) => void =
  uncurryThis(Map.prototype.forEach);
export const mapGet: <K, V>(map: Map<K, V>, key: K) => V | undefined = uncurryThis(
  Map.prototype.get,
);
export const mapSet = uncurryThis(Map.prototype.set);
export const mapSize: (map: object) => number = uncurryGetter(Map.prototype, "size");
export const numberToFixed = uncurryThis(Number.prototype.toFixed);
export const numberValueOf = uncurryThis(Number.prototype.valueOf);
export const objectToString: (value: object) => string = uncurryThis(objectPrototype.toString);
export const promiseThen: <T>(
  promise: Promise<T>,
  onValue: (value: T) => unknown,
  onError?: (error: unknown) => unknown,
) => Promise<unknown> = uncurryThis(Promise.prototype.then);
export const propertyIsEnumerable = uncurryThis(objectPrototype.propertyIsEnumerable);
export const regExpToString = uncurryThis(RegExp.prototype.toString);
export const setAdd = uncurryThis(Set.prototype.add);
export const setForEach: (set: object, visit: (value: unknown) => void) => void = uncurryThis(
  Set.prototype.forEach,
);
export const stringCharCodeAt = uncurryThis(String.prototype.charCodeAt);
export const stringCodePointAt = uncurryThis(String.prototype.codePointAt);
export const stringIndexOf = uncurryThis(String.prototype.indexOf);
export const stringRepeat = uncurryThis(String.prototype.repeat);
export const stringSlice = uncurryThis(String.prototype.slice);
export const stringStartsWith = uncurryThis(String.prototype.startsWith);
export const stringValueOf = uncurryThis(String.prototype.valueOf);
export const symbolToString: (value: symbol) => string = uncurryThis(Symbol.prototype.toString);
export const symbolValueOf = uncurryThis(Symbol.prototype.valueOf);
export const typedArrayBuffer = uncurryGetter<ArrayBuffer>(typedArrayPrototype, "buffer");
export const typedArrayKeys = uncurryThis(typedArrayPrototype.keys);
export const typedArrayLength = uncurryGetter<number>(typedArrayPrototype, "length");
export const typedArrayName = uncurryGetter<string | undefined>(typedArrayPrototype, toStringTag);
export const typedArraySet: (to: Uint8Array, from: Uint8Array) => void = uncurryThis(
  typedArrayPrototype.set,
);
export const weakMapGet: <K extends WeakKey, V>(map: WeakMap<K, V>, key: K) => V | undefined =
  uncurryThis(WeakMap.prototype.get);
export const weakMapSet = uncurryThis(WeakMap.prototype.set);
export { typedArrayPrototype };

/** Whether a value is an Error, also one of another realm where the release knows. */
export const isError: (value: unknown) => boolean =
  (Error as unknown as { isError?: (value: unknown) => boolean }).isError ??
    ((value) => value instanceof Error);

// They ask V8 what it made a value as: no program can fake that.
export const {
  isArgumentsObject,
  isArrayBuffer,
  isBigIntObject,
  isBooleanObject,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isNumberObject,
  isProxy,
  isRegExp,
  isSet,
  isSharedArrayBuffer,
  isStringObject,
} = types;

export const { inspect } = Deno;
export const now = performance.now.bind(performance);
const encoder = new TextEncoder();
export const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
export const decode = decoder.decode.bind(decoder);
export const writeStdout = Deno.stdout.writeSync.bind(Deno.stdout);
export const readStdin = Deno.stdin.read.bind(Deno.stdin);
export const readStdinSync = Deno.stdin.readSync.bind(Deno.stdin);

export const eventPreventDefault: (event: Event) => void = uncurryThis(
  Event.prototype.preventDefault,
);
export const rejectionPromise = uncurryGetter<Promise<unknown>>(
  PromiseRejectionEvent.prototype,
  "promise",
);
export const rejectionReason = uncurryGetter<unknown>(PromiseRejectionEvent.prototype, "reason");
export const errorEventError = uncurryGetter<unknown>(ErrorEvent.prototype, "error");

/** An array without a prototype: no setter or `toJSON` that a program put there is called. */
export function bareList<T>(): T[] {
  return setPrototypeOf([], null);
}

/** An object without a prototype; `__proto__` is a key like any other. */
export function bareRecord<T>(): Record<PropertyKey, T> {
  return setPrototypeOf({}, null);
}

/** Defines a property as errors have theirs, not enumerable, by a descriptor that inherits nothing. */
export function defineHidden(on: object, key: PropertyKey, value: unknown): void {
  const descriptor = bareRecord<unknown>();
  descriptor.value = value;
  descriptor.writable = descriptor.configurable = true;
  defineProperty(on, key, descriptor);
}

/**
 * Makes a promise safe to `await`, which reads its `constructor` and, if that is another, calls its
 * `then`: both would be the program's.
 */
export function safely<T>(promise: Promise<T>): Promise<T> {
  defineHidden(promise, "constructor", Promise);
  return promise;
}

/** Resolves after one turn of the event loop: whatever could go on has done so. */
export function turn(): Promise<void> {
  return safely(new Promise((resolve) => setImmediate(resolve)));
}
