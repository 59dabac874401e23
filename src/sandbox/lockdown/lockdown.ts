// deno-lint-ignore-file code-mode/primordials -- it runs before the program comes
import { globalViews } from "./global_views.ts";
import { structuredClone } from "../clone/structured_clone.ts";
import { apply } from "../primordials.ts";

/**
 * The globals that a submission keeps. Everything else that a Deno worker offers is deleted, whatever
 * it is called: an allow-list, since every release of Deno adds names.
 */
const ALLOWED: ReadonlySet<PropertyKey> = new Set([
  // ECMAScript, except what makes code from strings (`eval`; the process refuses `new Function`),
  // shared memory (`SharedArrayBuffer`, `Atomics`: a clock for timing attacks) and `WebAssembly`.
  ..."Object Function Array Number Boolean String Symbol BigInt Math JSON Reflect Proxy".split(" "),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError".split(" "),
  ..."URIError SuppressedError Date RegExp Promise Iterator Map Set WeakMap WeakSet".split(" "),
  ..."WeakRef FinalizationRegistry DisposableStack AsyncDisposableStack Temporal Intl".split(" "),
  ..."ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array".split(" "),
  ..."Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array".split(" "),
  ..."Float32Array Float64Array Infinity NaN undefined globalThis".split(" "),
  ..."isFinite isNaN parseFloat parseInt escape unescape".split(" "),
  ..."decodeURI decodeURIComponent encodeURI encodeURIComponent".split(" "),
  // Web
  ..."setTimeout setInterval clearTimeout clearInterval queueMicrotask".split(" "),
  ..."URL URLSearchParams TextEncoder TextDecoder atob btoa DOMException".split(" "),
  ..."AbortController AbortSignal".split(" "),
]);

/** The parts of the worker's globals that stay under another form than Deno's. */
export interface Replacements {
  console: Console;
  /** Called when the code asks for what only a turn of the event loop brings: a timer, a digest. */
  onEventSource: () => void;
}

/**
 * Leaves the worker's global object with the allow-list, the replacements and nothing else. Must run
 * after our own code has taken every reference that it needs.
 *
 * @returns a function that adds globals which nothing can change, for use before the submission runs
 */
export function lockDown(
  { console, onEventSource }: Replacements,
): (globals: Readonly<Record<string, object>>) => void {
  const noting = <Args extends unknown[], Result>(run: (...args: Args) => Result) => {
    const noted = (...args: Args): Result => {
      onEventSource();
      return apply(run, undefined, args);
    };
    Object.defineProperty(noted, "name", { value: run.name });
    return noted;
  };
  // Deno would return an object of a class of its own, and make it the `this` of what runs: a number
  // does as well for who wants to clear it, on every release.
  const timer = (start: (...args: unknown[]) => unknown) => {
    const started = (...args: unknown[]): number => {
      const run = args[0];
      if (typeof run === "function") {
        args[0] = (...args: unknown[]): unknown => apply(run, globalThis, args);
      }
      onEventSource();
      return +(apply(start, undefined, args) as number);
    };
    Object.defineProperty(started, "name", { value: start.name });
    return started;
  };
  const { setTimeout, setInterval, AbortSignal, Event } = globalThis;
  const subtle = globalThis.crypto.subtle;
  const eventTarget = globalThis.EventTarget.prototype;
  const dispatchEvent = globalThis.dispatchEvent.bind(globalThis);
  const replaced: Record<string, unknown> = {
    console,
    crypto: Object.freeze({
      getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
      randomUUID: globalThis.crypto.randomUUID.bind(globalThis.crypto),
      subtle: Object.freeze({ digest: noting(subtle.digest.bind(subtle)) }),
    }),
    structuredClone,
    setTimeout: timer(setTimeout as (...args: unknown[]) => unknown),
    setInterval: timer(setInterval as (...args: unknown[]) => unknown),
    performance: Object.freeze({ now: globalThis.performance.now.bind(globalThis.performance) }),
  };
  AbortSignal.timeout = noting(AbortSignal.timeout.bind(AbortSignal));
  const { URL } = globalThis as { URL: Partial<typeof globalThis.URL> };
  // For Blobs, which there are none of: a way to a module's text for who has made one after all.
  delete URL.createObjectURL;
  delete URL.revokeObjectURL;
  const views = globalViews();
  for (const { names, remove } of views) {
    for (const name of names()) if (!ALLOWED.has(name)) remove(name);
  }
  // Deno reports unhandled rejections through the global `dispatchEvent`, which must be an
  // EventTarget's: without it, or with another, the worker would die of them. The rest of the
  // worker's prototypes goes.
  Object.setPrototypeOf(
    globalThis,
    Object.create(eventTarget, {
      constructor: { value: Object },
      addEventListener: { value: undefined },
      removeEventListener: { value: undefined },
    }),
  );
  for (const { define } of views) define("dispatchEvent", { value: dispatchEvent });
  // What makes it one are properties under symbols of Deno's. One holds our own listeners: code that put
  // another there would be handed the worker's events.
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    freezeAll((globalThis as Record<symbol, unknown>)[symbol]);
    Object.defineProperty(globalThis, symbol, {
      enumerable: false,
      writable: false,
      configurable: false,
    });
  }
  // By these it dispatches: a program reaches the prototype through the event of an AbortSignal.
  Object.freeze(Event.prototype);
  // Deno calls its own operations as `op.call(ops, …)`: another `call` would be handed all of them.
  for (const name of ["call", "apply", "bind"]) {
    Object.defineProperty(Function.prototype, name, { writable: false, configurable: false });
  }
  for (const { define } of views) {
    for (const [name, value] of Object.entries(replaced)) {
      define(name, { value, writable: true, configurable: true });
    }
  }
  return (globals) => {
    for (const { define } of views) {
      for (const [name, value] of Object.entries(globals)) {
        define(name, { value, enumerable: true });
      }
    }
  };
}

/** Freezes a value and all that it holds. */
function freezeAll(value: unknown): void {
  if (!/object|function/.test(typeof value) || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const { value: held } of Object.values(Object.getOwnPropertyDescriptors(value))) {
    freezeAll(held);
  }
}
