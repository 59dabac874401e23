import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  isArgumentsObject,
  isProxy,
  isSharedArrayBuffer,
  Map,
  mapGet,
  objectPrototype,
  toStringTag,
} from "../primordials.ts";

// Not in every release.
const { DisposableStack, AsyncDisposableStack, Temporal } = globalThis as Record<string, unknown>;
/** Their instances hold what is no data, or what is Deno's. */
const CLASSES = [
  Promise,
  WeakMap,
  WeakSet,
  WeakRef,
  FinalizationRegistry,
  DisposableStack,
  AsyncDisposableStack,
  DOMException,
  EventTarget, // the global object
  AbortSignal,
  Event,
  AbortController,
  URL,
  URLSearchParams,
  TextEncoder,
  TextDecoder,
  ...membersOf(Intl),
  ...membersOf(Temporal),
];
/** Instances of what no name leads to; none of Intl.Segmenter's, which would cost each start some ms. */
const EXAMPLES: object[] = [
  [].values(),
  new Map().values(),
  new Set().values(),
  ""[Symbol.iterator](),
  "".matchAll(/x/g),
  new URLSearchParams().values(),
  [].values().map(String),
  Iterator.from({ next: () => ({ done: true, value: 0 }) } as Iterator<number>),
];
const textOf = new Map<object, string>();
for (const one of CLASSES) {
  const prototype = (one as { prototype?: object } | undefined)?.prototype;
  if (prototype) textOf.set(prototype, textFor(prototype));
}
for (const one of EXAMPLES) textOf.set(getPrototypeOf(one), textFor(one));
for (const generator of [function* () {}, async function* () {}]) {
  const prototype = getPrototypeOf(generator.prototype);
  textOf.set(prototype, textFor(prototype));
}

/**
 * Recognises what can't be cloned by what it inherits from. A program that gives one
 * another prototype gets a clone of its fields, not of what is hidden within.
 *
 * @param value no proxy
 * @returns its name in a message, as V8 writes it; `undefined` for an object that may be cloned
 */
export function uncloneable(value: object): string | undefined {
  if (isArgumentsObject(value)) return "#<Object>";
  if (isSharedArrayBuffer(value)) return "#<SharedArrayBuffer>";
  let prototype: object | null = getPrototypeOf(value);
  while (prototype !== null && prototype !== objectPrototype) {
    const text = mapGet(textOf, prototype);
    if (text !== undefined) return text;
    if (isProxy(prototype)) return undefined; // its trap is a stranger's
    prototype = getPrototypeOf(prototype);
  }
  return undefined;
}

function membersOf(namespace: unknown): unknown[] {
  const members: unknown[] = [];
  const names = namespace ? getOwnPropertyNames(namespace) : [];
  for (let i = 0; i < names.length; i++) {
    members[i] = getOwnPropertyDescriptor(namespace, names[i]!)!.value;
  }
  return members;
}

/** By the constructor if `toString` is that of all objects, else by the tag. */
function textFor(value: object): string {
  const constructor = dataOf(value, "constructor");
  return dataOf(value, "toString") === objectPrototype.toString && typeof constructor === "function"
    ? `#<${constructor.name}>`
    : `[object ${dataOf(value, toStringTag) ?? "Object"}]`;
}

/** A property as V8 reads it there: no getter is called. */
function dataOf(value: object, key: PropertyKey): unknown {
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at)) {
    const is = getOwnPropertyDescriptor(at, key);
    if (is) return is.value;
  }
}
