/** Values of every kind for `structuredClone`, each made anew. */

const Iterators = Iterator as unknown as { from(value: unknown): object };

class Point {
  #hidden = 1;
  constructor(readonly x: number, readonly y = x) {}
  get sum() {
    return this.x + this.y + this.#hidden;
  }
}
const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const resizable = new ArrayBuffer(4, { maxByteLength: 16 });
const detached = new ArrayBuffer(4);
detached.transfer();

/** What both must make the same of. */
export const CLONED: Record<string, () => unknown> = {
  "primitives": () => [1, -0, NaN, Infinity, 1n, "text", "\ud800", true, null, undefined],
  "a lone primitive": () => 7,
  "undefined": () => undefined,
  "null": () => null,
  "boxed primitives": () => [Object(1), Object(-0), Object("ab"), Object(false), Object(5n)],
  "fields of a boxed primitive": () => Object.assign(Object("ab"), { x: 1 }),
  "dates": () => [new Date(5), new Date(NaN), Object.assign(new Date(1), { x: 1 })],
  "regular expressions":
    () => [/a\/b/dgimsuy, RegExp(...["[a--b]", "v"] as const), new RegExp(""), new RegExp("\n")],
  "the place of a regular expression": () => Object.assign(/a/g, { lastIndex: 5, x: 1 }),
  "flags that an object claims": () =>
    Object.defineProperties(/a/g, { flags: { value: "y" }, global: { value: false } }),
  "buffers": () => [bytes.buffer, new ArrayBuffer(0), resizable],
  "fields of a buffer": () => Object.assign(new ArrayBuffer(1), { x: 1 }),
  "views on one buffer": () => [
    bytes,
    bytes.subarray(2, 5),
    new Uint16Array(bytes.buffer, 2, 2),
    new DataView(bytes.buffer, 1, 3),
    bytes.buffer,
  ],
  "views of every kind": () =>
    [Int8Array, Uint8ClampedArray, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
      .map((View) => new View([1, 2])),
  "views of big integers": () => [new BigInt64Array([-1n]), new BigUint64Array([1n])],
  "a view of a class": () => new (class Mine extends Uint8Array {})(2),
  "empty views": () => [new Uint8Array(), new DataView(new ArrayBuffer(0)), new Float64Array(0)],
  "views that grow": () => [new Uint8Array(resizable, 1), new DataView(resizable)],
  "views that don't grow": () => [new Uint8Array(resizable, 1, 2), new DataView(resizable, 1, 2)],
  "maps": () => new Map<unknown, unknown>([[{ a: 1 }, [2]], ["k", new Map()], [NaN, undefined]]),
  "fields of a map": () => Object.assign(new Map([[1, 2]]), { x: 1 }),
  "a map that a getter changes": () => {
    const map = new Map<unknown, unknown>();
    const key = {
      get a() {
        map.set(1, 1);
        return 2;
      },
    };
    return map.set(key, 3).set(4, 5);
  },
  "sets": () => new Set<unknown>([1, "a", [1], new Set([{}])]),
  "arrays": () => [[1, [2, [3]]], []],
  "holes": () => [[1, , 3], new Array(5), [, ,]],
  "a long array without items": () => new Array(2 ** 32 - 1),
  "other keys of arrays": () => Object.assign([1, 2], { x: 1, "-1": 2, "01": 3 }),
  "hidden items": () => Object.defineProperty([1, 2], 0, { enumerable: false }),
  "an array that shrinks meanwhile": () => {
    const list: unknown[] = [0, 1, 2];
    const get = () => {
      list.length = 2;
      return 7;
    };
    return Object.defineProperty(list, 0, { get, enumerable: true });
  },
  "an array of a class": () => (class Mine extends Array {}).from([1, 2]),
  "the order of keys": () => ({ b: 1, 2: 1, a: 1, 1: 1 }),
  "a key that is __proto__": () => JSON.parse('{"__proto__":{"x":1},"a":2}'),
  "inherited and hidden fields": () =>
    Object.create({ inherited: 1 }, {
      hidden: { value: 1 },
      shown: { value: 2, enumerable: true },
    }),
  "no prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "instances": () => [new Point(1), { in: new Point(2) }],
  "a field that a getter takes away": () => {
    const bag: Record<string, unknown> = {
      get first() {
        delete bag.second;
        bag.third = 3;
        return 1;
      },
      second: 2,
    };
    return bag;
  },
  "symbols as keys": () => ({
    [Symbol("a")]: () => {},
    [Symbol.iterator]: 1,
    [Symbol.toStringTag]: "Map",
  }),
  "a frozen object": () => Object.freeze({ a: Object.freeze([1]) }),
  "who claims to be something": () => [
    Object.create(Map.prototype),
    Object.create(Date.prototype),
    Object.create(Error.prototype),
    Object.create(Uint8Array.prototype),
    Object.create(RegExp.prototype),
    { __proto__: new Date(0) },
  ],
  "who has lost its prototype": () =>
    [new Map([[1, 2]]), new Date(3), /a/g, new Uint8Array(2), new ArrayBuffer(1), [1], Object("a")]
      .map((value) => Object.setPrototypeOf(value, null)),
  "a proxy as the prototype": () =>
    Object.create(
      new Proxy({}, {
        getPrototypeOf() {
          throw new Error("asked");
        },
      }),
      { own: { value: 1, enumerable: true } },
    ),
  "namespaces of the language": () => [Math, JSON, Reflect],
};

/** What both refuse, in the same words. */
export const REFUSED: Record<string, () => unknown> = {
  "an arrow function": () => () => {},
  "a function within": () => ({
    list: [function named(x: unknown) {
      return x;
    }],
  }),
  "a long function": () =>
    function long(x: string) {
      return x +
        "a text that is long enough to be cut in the middle, and then a bit longer: 128 characters";
    },
  "a class": () => class A {},
  "a built-in": () => Math.max,
  "a symbol": () => Symbol("x"),
  "a symbol without a name": () => Symbol(),
  "a boxed symbol": () => Object(Symbol("x")),
  "a promise": () => Promise.resolve(1),
  "weak collections": () => new WeakMap(),
  "a weak set": () => new WeakSet(),
  "a weak reference": () => new WeakRef({}),
  "a registry": () => new FinalizationRegistry(() => {}),
  "a stack": () => new DisposableStack(),
  "an asynchronous stack": () => new AsyncDisposableStack(),
  "a generator": () => (function* () {})(),
  "an asynchronous generator": () => (async function* () {})(),
  "an iterator of an array": () => [].values(),
  "an iterator of a map": () => new Map().entries(),
  "an iterator of a set": () => new Set().values(),
  "an iterator of a text": () => ""[Symbol.iterator](),
  "an iterator of matches": () => "".matchAll(/x/g),
  "a helper of iterators": () => [].values().map(String),
  "an iterator from another": () => Iterators.from({ next() {} }),
  "arguments": () =>
    (function (..._: number[]) {
      return arguments;
    })(1, 2),
  "a format": () => new Intl.NumberFormat(),
  "a language": () => new Intl.Locale("en"),
  "a proxy": () => new Proxy({}, {}),
  "a detached buffer": () => detached,
  "a view of a detached buffer": () => {
    const view = new Uint8Array(1);
    view.buffer.transfer();
    return view;
  },
  "a view that lies outside": () => {
    const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
    const view = new Uint8Array(buffer, 4, 4);
    buffer.resize(2);
    return view;
  },
  "a cause that is a function": () => new Error("x", { cause() {} }),
  "what a getter throws": () => ({
    get a() {
      throw new RangeError("mine");
    },
  }),
};

/** What Deno takes, or clones as an empty object, or refuses in other words. */
export const REFUSED_HERE: Record<string, [() => unknown, string]> = {
  "DOMException": [() => new DOMException("x"), "[object DOMException]"],
  "URL": [() => new URL("a:b"), "[object URL]"],
  "URLSearchParams": [() => new URLSearchParams(), "[object URLSearchParams]"],
  "an iterator of parameters": [
    () => new URLSearchParams().keys(),
    "[object URLSearchParams Iterator]",
  ],
  "TextEncoder": [() => new TextEncoder(), "#<TextEncoder>"],
  "TextDecoder": [() => new TextDecoder(), "#<TextDecoder>"],
  "AbortController": [() => new AbortController(), "#<AbortController>"],
  "AbortSignal": [() => AbortSignal.abort(), "#<AbortSignal>"],
  "an event": [() => new Event("x"), "#<Event>"],
  "the global object": [() => globalThis, "#<EventTarget>"],
  "a promise of a class": [() => new (class Mine extends Promise<void> {})(() => {}), "#<Promise>"],
  "a proxy of a map": [() => new Proxy(new Map(), {}), "#<Object>"],
  "a revoked proxy": [() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }, "#<Object>"],
  "shared memory": [() => new SharedArrayBuffer(1), "#<SharedArrayBuffer>"],
  "shared memory in a view": [
    () => new Uint8Array(new SharedArrayBuffer(1)),
    "#<SharedArrayBuffer>",
  ],
};
