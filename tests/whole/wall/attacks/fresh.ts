/** Attacks by somebody who has not written the wall: on what runs in the sandbox, and on what it tells. */
import type { Attack, Family } from "../attack.ts";

/** What no answer may hold: a path of this machine, or a place in Deno's files or ours. */
const LEAK = String.raw`/file:|ext:|node:|\/src\/|\.ts:|\/home|\/tmp|\/root|\/work/`;

/** Walks over everything that can be reached from some objects, and names what nobody may hold. */
const WALK = String.raw`
const bad = /^(op_\w+|Worker|MessagePort|MessageChannel|BroadcastChannel|fetch|WebSocket|Request|Response|ReadableStream|WebAssembly|SharedArrayBuffer|Atomics|postMessage|close|Deno|process|GPU\w*|Blob|File|eval|writeSync|readSync|createHook|getBuiltinModule|require|Buffer|compileFunction|runIn\w+Context)$/;
const walk = (...roots) => {
  const seen = new Set(), found = new Set(), stack = roots.slice();
  while (stack.length > 0) {
    const at = stack.pop();
    if (at === null || !/object|function/.test(typeof at) || seen.has(at)) continue;
    seen.add(at);
    try {
      for (const key of Reflect.ownKeys(at)) {
        const { value, get, set } = Reflect.getOwnPropertyDescriptor(at, key);
        if (typeof value === "function" && bad.test(value.name) && value !== dispatchEvent) found.add(value.name);
        if (typeof key === "string" && bad.test(key) && at === globalThis) found.add(key);
        stack.push(value, get, set);
      }
      stack.push(Reflect.getPrototypeOf(at));
    } catch {}
  }
  return [...found];
};
const collected = [];
const collect = function (...args) { collected.push(this, ...args); };
`;

/** Code that leaves what it got in `collected`; nothing forbidden can be reached from there. */
const COLLECTORS: Record<string, string> = {
  "descriptors of the global object, asked for by the microtask queue":
    `collected.push(await Promise.resolve(globalThis).then(Object.getOwnPropertyDescriptors))`,
  "all three hooks of inspect, at once": `const o = {};
    for (const name of ["Deno.customInspect", "Deno.privateCustomInspect", "nodejs.util.inspect.custom"]) o[Symbol.for(name)] = collect;
    console.log(o); console.log("%o %O %j %s", o, o, o, o); console.table([o]); console.dir(o, { depth: 9 })`,
  "hooks of inspect on a function, a map, an error and a date":
    `for (const o of [() => {}, new Map(), new Error("x"), new Date()]) {
      o[Symbol.for("Deno.privateCustomInspect")] = collect; console.log(o); console.log([[[o]]]) }`,
  "a stylize of the code's own":
    `console.log({ [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
      collect.call(this, depth, options, inspect);
      options.stylize = collect;
      try { return inspect({ a: 1, b: [true, null, "x"] }, options) } catch (e) { return "" }
    } })`,
  "options of console.dir with getters":
    `console.dir({ a: { b: 1 } }, new Proxy({}, { get: (...a) => {
      collect(...a); return undefined }, has: (...a) => { collect(...a); return true } }))`,
  "the constructor that await asks promises for": `const Native = Promise;
    Object.defineProperty(Promise.prototype, "constructor", { configurable: true, get() { collect.call(this); return Native } });
    await memory.readGraph(); await new Native((r) => setTimeout(r, 5)); console.log("x")`,
  "a then that all objects have":
    `Object.defineProperty(Object.prototype, "then", { configurable: true, get() { collect.call(this) } });
    await memory.readGraph(); await crypto.subtle.digest("SHA-1", new Uint8Array(1)); delete Object.prototype.then`,
  "a setter for the number that a read returns":
    `Object.defineProperty(Number.prototype, "then", { configurable: true, get() { collect.call(this) } });
    setTimeout(() => {}, 5); await memory.readGraph()`,
  "the events of signals that follow each other":
    `const c = new AbortController(), s = AbortSignal.any([c.signal, AbortSignal.timeout(1e6)]);
    const e = await new Promise((r) => { s.onabort = r; c.abort({}) });
    collect(c, s, e, e.target, e.currentTarget, e.composedPath(), c.signal, s.reason, e.srcElement)`,
  "a listener that is an object": `const c = new AbortController();
    c.signal.addEventListener("abort", { handleEvent: collect }, { once: true, get signal() { collect(this) } });
    c.abort()`,
  "another dispatchEvent of all targets":
    `const target = Object.getPrototypeOf(AbortSignal.prototype);
    for (const name of Object.getOwnPropertyNames(target)) {
      const was = target[name];
      if (typeof was === "function" && name !== "constructor") target[name] = function (...a) { collect.apply(this, a); return was.apply(this, a) };
    }
    Promise.reject(1).catch(() => {}); AbortSignal.abort(); new AbortController().abort();
    await new Promise((r) => setTimeout(r, 20))`,
  "iterators of everything that has one":
    `collect(Iterator.from({ next() {} }), [1].values().map((x) => x), new Intl.Segmenter("en").segment("a")[Symbol.iterator](),
      new Intl.Segmenter("en").segment("a"), "a".matchAll(/a/g), new URLSearchParams("a=b")[Symbol.iterator](),
      new (globalThis.DisposableStack ?? Object)(), new (globalThis.AsyncDisposableStack ?? Object)())`,
  "what Intl and Temporal hand to options":
    `const options = new Proxy({}, { get: (...a) => void collect(...a) });
    for (const make of [() => new Intl.NumberFormat("en", options), () => new Intl.DateTimeFormat("en", options),
      () => new Date().toLocaleString("en", options), () => (1).toLocaleString("en", options),
      () => globalThis.Temporal?.Now.instant().toString(options)]) try { make() } catch {}`,
  "replacers and revivers of JSON":
    `JSON.stringify({ a: [1, new Date(), { toJSON: collect }] }, collect);
    JSON.parse('{"a":[1,2]}', collect); JSON.rawJSON && collect(JSON.rawJSON("1"))`,
  "a comparator, a mapper and a species of built-ins":
    `class A extends Array { static get [Symbol.species]() { collect(this); return function (...a) { collect(...a); return [] } } }
    new A(1, 2).map(collect); [2, 1].sort(collect); Array.from({ length: 1 }, collect, this); "a".replace(/a/, collect);
    Object.groupBy?.([1], collect); await Array.fromAsync?.([1], collect)`,
  "setters of fields that Deno's classes may write":
    `for (const key of ["cause", "code", "stack", "message", "listeners", "callback", "target", "type", "reason", "aborted", "onabort"]) {
      Object.defineProperty(Object.prototype, key, { configurable: true, get() { collect.call(this) }, set(v) { collect.call(this, v) } }) }
    try { new URL("x") } catch {} try { atob("%") } catch {} try { structuredClone(() => {}) } catch {}
    const c = new AbortController(); c.abort(); AbortSignal.any([c.signal]); new URL("a:b").searchParams.set("a", "b");
    for (const key of ["cause", "code", "stack", "message", "listeners", "callback", "target", "type", "reason", "aborted", "onabort"]) delete Object.prototype[key]`,
  "the timer that is the this of a callback":
    `await new Promise((r) => setTimeout(function (...a) { collect.apply(this, a); r() }, 1, collect));
    const id = setInterval(function () { collect(this, arguments) ; clearInterval(id) }, 1);
    await new Promise((r) => setTimeout(r, 20)); queueMicrotask(function () { collect(this, arguments) }); await 1`,
  "proxies around the global object and the namespaces":
    `for (const one of [globalThis, memory, console, crypto, performance]) {
      const proxy = new Proxy(one, { get: (t, k, r) => (collect(t, k, r), Reflect.get(t, k)) });
      console.log(proxy); try { structuredClone(proxy) } catch (e) { collect(e) } try { proxy.now?.() } catch {} }`,
};

/** Code that has stacks made at unusual moments and leaves them in `stacks`; none tells where we lie. */
const STACKS: Record<string, string> = {
  "a name that makes a stack of its own when it is read":
    `const e = {}; Object.defineProperty(e, "name", { get() { stacks.push(new Error("in").stack); return "x" } });
    Error.captureStackTrace(e); stacks.push(e.stack)`,
  "a name that is an object with a toString": `const e = new Error("a");
    e.name = { toString: () => (stacks.push(new Error("in").stack), new Error("in").stack) };
    Error.captureStackTrace(e); stacks.push(e.stack)`,
  "a message with a toPrimitive": `const e = new Error();
    e.message = { [Symbol.toPrimitive]: () => (stacks.push(new Error("in").stack), "x") };
    Error.captureStackTrace(e); stacks.push(e.stack)`,
  "a getter for all messages":
    `Object.defineProperty(Error.prototype, "message", { configurable: true, get() {
      stacks.push(new RangeError("in").stack); return "x" } });
    stacks.push(new Error().stack); delete Error.prototype.message`,
  "a proxy that an error inherits from":
    `const e = new Error("q"), trap = () => { stacks.push(new Error("in").stack) };
    Object.setPrototypeOf(e, new Proxy({}, { get: trap, getPrototypeOf: () => (trap(), null), getOwnPropertyDescriptor: trap, has: trap }));
    Error.captureStackTrace(e); stacks.push(e.stack)`,
  "a proxy that a stack is captured on": `const trap = () => { stacks.push(new Error("in").stack) };
    const e = new Proxy({}, { get: trap, getPrototypeOf: () => (trap(), null), getOwnPropertyDescriptor: trap });
    try { Error.captureStackTrace(e); stacks.push(e.stack) } catch (x) { stacks.push(x.stack) }`,
  "the hidden fields of a DOMException": `const e = new DOMException("m", "n");
    for (const key of Object.getOwnPropertySymbols(e)) try {
      Object.defineProperty(e, key, { get() { stacks.push(new Error("in").stack); return "x" } }) } catch {}
    Error.captureStackTrace(e); stacks.push(e.stack, new DOMException("m").stack)`,
  "a DOMException without its brand": `const e = new DOMException("m", "n");
    for (const key of Object.getOwnPropertySymbols(e)) {
      try { delete e[key] } catch {}
      Object.defineProperty(Object.prototype, key, { configurable: true, get() { stacks.push(new Error("in").stack); return "x" } });
    }
    Error.captureStackTrace(e); try { stacks.push(e.stack) } catch (x) { stacks.push(x.stack) }
    for (const key of Object.getOwnPropertySymbols(Object.prototype)) delete Object.prototype[key]`,
  "a call on the edge of the stack": `let left = 40;
    const go = () => { try { go() } catch (e) {
      if (left-- > 0) try { stacks.push(new Error("q").stack) } catch (x) { try { stacks.push(x.stack) } catch {} } throw e } };
    try { go() } catch (e) { stacks.push(e.stack) }`,
  "our own functions on the edge of the stack":
    `for (const use of [() => structuredClone([{}]), () => memory.readGraph(1), () => crypto.randomUUID(), () => new URL("a:b"),
      () => new TextEncoder().encode("x"), () => new DOMException("x").stack, () => Error.prepareStackTrace(new Error("z"), [])]) {
      let left = 30;
      const go = () => { try { go() } catch (e) { if (left-- > 0) try { use()?.catch?.(() => {}) } catch (x) { try { stacks.push(x.stack) } catch {} } throw e } };
      try { go() } catch {} }`,
  "a stack limit without end": `Error.stackTraceLimit = Infinity; stacks.push(new Error("x").stack);
    structuredClone({ get x() { stacks.push(new Error("x").stack) } })`,
  "a stack limit that is no number":
    `for (const limit of ["9", {}, null, -1, NaN]) { Error.stackTraceLimit = limit;
      stacks.push(new Error("x").stack, (() => { try { null.x } catch (e) { return e.stack } })()) }
    delete Error.stackTraceLimit; stacks.push(new Error("x").stack)`,
  "getters, toJSON and hooks that our functions call":
    `structuredClone({ get x() { stacks.push(new Error("x").stack) } });
    await memory.openNodes([{ toJSON() { stacks.push(new Error("x").stack); return "a" } }]);
    console.log({ [Symbol.for("Deno.customInspect")]() { stacks.push(new Error("x").stack); return "" } });
    console.table(new Proxy([1], { get(t, k) { stacks.push(new Error("x").stack); return t[k] } }))`,
  "errors of Deno's own functions":
    `for (const use of [() => atob("%"), () => structuredClone(() => 1), () => AbortSignal.abort().throwIfAborted(),
      () => new URL("x"), () => new TextDecoder("nope"), () => crypto.getRandomValues({}), () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255])),
      () => new URLSearchParams([[1]]), () => AbortSignal.any(1), () => btoa("é"), () => dispatchEvent(1), () => new DOMException({ toString() { throw new Error("y") } })]) {
      try { use() } catch (e) { stacks.push(e.stack, e.message) } }
    await crypto.subtle.digest("x", 1).catch((e) => stacks.push(e.stack, e.message))`,
  "a class of errors with a prepareStackTrace":
    `class E extends Error { static get prepareStackTrace() { return (e, s) => s } }
    stacks.push(new E("x").stack, String(new E("y").stack))`,
  "errors of another promise's making":
    `const p = Promise.any([Promise.reject(1)]); await p.catch((e) => stacks.push(e.stack));
    async function a() { await 1; throw new Error("x") } await Promise.all([a()]).catch((e) => stacks.push(e.stack));
    for await (const x of (async function* () { stacks.push(new Error("x").stack); yield 1 })()) stacks.push(String(x))`,
  "our format, called by hand":
    `const site = { getFileName: () => "data:submission", isPromiseAll: () => true, isAsync: () => true,
      getLineNumber: () => { stacks.push(new Error("x").stack); return 1 }, getColumnNumber: () => 2, getFunctionName: () => "f" };
    stacks.push(Error.prepareStackTrace?.(new Error("x"), [site]) ?? "")`,
  "the text of our functions":
    `for (const f of [memory.readGraph, console.log, console.table, structuredClone, setTimeout, dispatchEvent,
      Error.prepareStackTrace ?? Error, crypto.subtle.digest, AbortSignal.timeout, performance.now]) stacks.push(String(f))`,
};

/** Ends in which an answer is told what went wrong; none may hold a place of ours. */
const ENDS: Record<string, string> = {
  "a rejection that nobody handles, of a proxy":
    `Promise.reject(new Proxy({}, { get() { throw 1 } })); await new Promise((r) => setTimeout(r, 20))`,
  "an error of a timer with getters":
    `setTimeout(() => { throw { get message() { throw 1 }, [Symbol.toPrimitive]() { throw 2 } } }, 1);
    await new Promise((r) => setTimeout(r, 100))`,
  "a proxied function, thrown by a microtask":
    `queueMicrotask(() => { throw new Proxy(function () {}, { get() { throw 1 } }) }); await new Promise((r) => setTimeout(r, 20))`,
  "an error event of the code's own":
    `const e = await new Promise((r) => AbortSignal.timeout(1).onabort = r);
    const own = new e.constructor("error"); Object.defineProperty(own, "error", { get() { throw new Error("x") } }); dispatchEvent(own)`,
  "a hook of inspect that fails in what is thrown":
    `throw { [Symbol.for("Deno.customInspect")]() { throw new Error("b") } }`,
  "a class with a hook that fails":
    `throw class A { static [Symbol.for("Deno.privateCustomInspect")]() { throw 1 } }`,
  "a cause that fails when it is shown":
    `throw new Error("a", { cause: { [Symbol.for("Deno.customInspect")]() { throw new Error("b") } } })`,
  "a stack of the code's own with paths that it guesses":
    `const e = new Error("a"); e.stack = "x\\n    at submission:999999999:999999999\\n    at submission:0:0"; throw e`,
  "an error without a prototype": `throw Object.setPrototypeOf(new Error("n"), null)`,
  "a stack overflow in a timer":
    `setTimeout(function f() { f() }, 1); await new Promise((r) => setTimeout(r, 100))`,
  "a rejection with a promise": `return Promise.reject(Promise.reject(1))`,
  "a stack that is a getter":
    `const e = new Error("a"); Object.defineProperty(e, "stack", { get() { return new Error("in").stack + null.x } }); throw e`,
};

/** Endings that were no endings, or a fault of ours, and what they must be. */
const TOLD: Record<string, { code: string; expect: Attack["expect"]; timeoutMs?: number }> = {
  "a method of an object that is called constructor": {
    code: `const constructor = {}; constructor.foo()`,
    expect: { error: "runtime", message: "constructor.foo is not a function" },
  },
  "a method of an object that is called toString": {
    code: `const toString = {}; toString.foo()`,
    expect: { error: "runtime", message: "toString.foo is not a function" },
  },
  "a message that names __proto__": {
    code: `throw new TypeError("__proto__.foo is not a function")`,
    expect: { error: "runtime", message: "__proto__.foo" },
  },
  "a name that is not defined and that all objects have": {
    code: `throw new ReferenceError("hasOwnProperty is not defined")`,
    expect: { error: "runtime", message: "hasOwnProperty" },
  },
  "members of an error that throw": {
    code: `throw Object.assign(new Error("x"), { errors: new Proxy([], { get() { throw 1 } }) })`,
    expect: { error: "runtime", message: "x" },
  },
  "a member of an error that throws": {
    code:
      `throw Object.assign(new Error("x"), { errors: Object.defineProperty([1], 0, { get() { throw 1 } }) })`,
    expect: { error: "runtime", message: "x" },
  },
  "members of an error without an end": {
    code:
      `throw Object.assign(new Error("x"), { errors: new Proxy([], { get: (t, k) => k === "length" ? Infinity : 1 }) })`,
    expect: { error: "runtime", message: "more errors" },
  },
  "a number of members that is an object": {
    code:
      `throw Object.assign(new Error("x"), { errors: new Proxy([], { get: () => ({ valueOf() { throw 1 } }) }) })`,
    expect: { error: "runtime", message: "x" },
  },
  "calls on the edge of the stack": {
    code: `let left = 40;
      const go = () => { try { go() } catch (e) { if (left-- > 0) try { memory.openNodes([]).catch(() => {}) } catch {} throw e } };
      try { go() } catch {}
      return (await memory.openNodes(["innocent"])).entities.length`,
    // A stub that finds the end of the stack rejects; so may `catch` on what it returned.
    expect: { any: true },
  },
  "calls and logs on the edge of the stack": {
    code: `let left = 40;
      const go = () => { try { go() } catch (e) { if (left-- > 0) try { memory.openNodes([]).catch(() => {}); console.log(left) } catch {} throw e } };
      try { go() } catch {}
      return (await memory.openNodes(["innocent"])).entities.length`,
    expect: { any: true }, // as above
  },
  "timers and clones on the edge of the stack": {
    code: `let left = 40;
      const go = () => { try { go() } catch (e) { if (left-- > 0) try { setTimeout(() => {}, 1); structuredClone([new Map([[1, 2]])]) } catch {} throw e } };
      try { go() } catch {}
      return (await memory.openNodes(["innocent"])).entities.length`,
    expect: { result: 1 },
  },
  "a place in what is thrown that is no error": {
    code: `throw new Proxy(new Error("p"), {})`,
    expect: { not: "submission:" },
  },
  "listeners of the worker by way of a signal's prototype": {
    code: `const target = Object.getPrototypeOf(AbortSignal.prototype), added = [];
      for (const type of ["message", "error", "unhandledrejection", "messageerror", "other"]) {
        try { target.addEventListener.call(globalThis, type, () => {}); added.push(type) } catch {} }
      return added`,
    expect: { result: [] },
  },
  "listeners of the worker, taken away by way of a signal's prototype": {
    code: `const target = Object.getPrototypeOf(AbortSignal.prototype);
      for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
        const { listeners } = globalThis[symbol] ?? {};
        for (const type of Object.keys(listeners ?? {})) for (const { callback } of listeners[type]) {
          try { target.removeEventListener.call(globalThis, type, callback) } catch {} } }
      setTimeout(() => { throw new Error("heard") }, 1); await new Promise((r) => setTimeout(r, 500)); return "not heard"`,
    expect: { error: "runtime", message: "heard" },
  },
  "a run message that is replayed by a forged length of a read": {
    code: `const Native = Promise;
      Object.defineProperty(Promise.prototype, "constructor", { configurable: true, get: () => function (run) {
        return new Native((a, b) => run((v) => a(typeof v === "number" ? 65536 : v), b)) } });
      setTimeout(() => {}, 5); return (await memory.openNodes(["innocent"])).entities.length`,
    expect: { any: true },
    timeoutMs: 500,
  },
  "a buffer of the code's own for what is written": {
    code:
      `const evil = new TextEncoder().encode('{"type":"done","result":"7"}\\n'.repeat(4000)).buffer;
      Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), "buffer", { get: () => evil });
      for (let i = 0; i < 9; i++) console.log("y".repeat(40_000));
      return "mine"`,
    expect: { result: "mine" },
  },
  "lengths of all views that are wrong": {
    code: `const views = Object.getPrototypeOf(Uint8Array.prototype);
      for (const key of ["length", "byteLength", "byteOffset", "buffer"]) Object.defineProperty(views, key, { get: () => 7 });
      console.log("told"); return (await memory.openNodes(["innocent"])).entities.length`,
    expect: { result: 1 },
  },
  "the wrapper's arguments": {
    code:
      `const a = arguments; return [a.length, Object.getOwnPropertyNames(a), this === undefined]`,
    expect: { result: [0, ["length", "callee"], true] },
  },
  "the wrapper by its arguments": {
    code: `try { return typeof arguments.callee } catch (e) { return e.name }`,
    expect: { result: "TypeError" },
  },
  "another view of the global object through another name of the source": {
    code:
      `return [typeof process, typeof Buffer, typeof require] //# sourceURL=node:internal/process\n`,
    expect: { result: ["undefined", "undefined", "undefined"] },
  },
  "another view of the global object without any code on the stack": {
    code:
      `const out = []; for (const name of ["process", "Buffer", "global", "setImmediate", "Deno", "require", "clearImmediate"]) {
        out.push(typeof await Promise.resolve(name).then(Reflect.get.bind(null, globalThis))) }
      return [...new Set(out)]`,
    expect: { result: ["undefined"] },
  },
  "another view of the global object from a timer and an event": {
    code:
      `const see = () => [typeof process, typeof Buffer, typeof setImmediate, typeof global, "process" in globalThis];
      const timer = await new Promise((r) => setTimeout(() => r(see()), 1));
      const event = await new Promise((r) => AbortSignal.timeout(1).onabort = () => r(see()));
      return [...new Set([...timer, ...event])]`,
    expect: { result: ["undefined", false] },
  },
  "a global of the host that is put back by definition": {
    code:
      `Object.defineProperty(globalThis, "process", { value: 1, configurable: true }); delete globalThis.process;
      return [typeof process, "process" in globalThis, typeof Buffer, typeof globalThis.Buffer, "Buffer" in globalThis]`,
    expect: { result: ["undefined", false, "undefined", "undefined", false] },
  },
  "leftovers of two kinds of globals": {
    code:
      `return ["setImmediate", "clearImmediate", "global", "gc", "Deno", "print", "load", "reportError", "navigator", "caches",
        "localStorage", "sessionStorage", "indexedDB", "name", "close", "self", "window", "onmessage", "Navigator", "Storage", "CacheStorage",
        "WorkerGlobalScope", "DedicatedWorkerGlobalScope", "Node", "bootstrap", "__bootstrap", "GPU", "createImageBitmap", "ImageData", "Temporal2"].filter((name) => name in globalThis)`,
    expect: { result: [] },
  },
  "constructors of code behind functions of ours": {
    code:
      `return [...new Set([memory.readGraph, performance.now, crypto.randomUUID, console.table, Error.prepareStackTrace ?? Error, AbortSignal.timeout,
        setTimeout, structuredClone, dispatchEvent, crypto.subtle.digest, class { static #x() {} }].map((f) => {
        try { f.constructor("return process")(); return "made" } catch (e) { return e.name } }))]`,
    expect: { result: ["EvalError"] },
  },
  "a function made by Reflect, with another target": {
    code:
      `try { return typeof Reflect.construct((async () => {}).constructor, ["return 1"], class extends Array {}) } catch (e) { return e.name }`,
    expect: { result: "EvalError" },
  },
  "what is left when a registry cleans up": {
    code: `const registry = new FinalizationRegistry(function () { throw new Error("cleaned") });
      for (let i = 0; i < 500; i++) registry.register(new Array(1000), i);
      for (let i = 0; i < 60; i++) { new Array(50_000).fill(i); await new Promise((r) => setTimeout(r)) } return 1`,
    expect: { any: true },
  },
  "a clone whose getter detaches what is cloned": {
    code: `const buffer = new ArrayBuffer(8), view = new Uint8Array(buffer);
      try { return structuredClone([{ get x() { structuredClone(buffer, { transfer: [buffer] }) } }, view]).length } catch (e) { return e.name }`,
    expect: { result: "DataCloneError" },
  },
  "a transfer list that grows while it is read": {
    code:
      `let n = 0; const list = { *[Symbol.iterator]() { while (n++ < 3) yield new ArrayBuffer(1) ; yield "x" } };
      try { structuredClone(1, { transfer: list }) } catch (e) { return e.name }`,
    expect: { result: "TypeError" },
  },
  "a clone of an array whose getter makes it shorter": {
    code:
      `const a = [1, 2, 3]; Object.defineProperty(a, 0, { get() { a.length = 1; return 9 }, enumerable: true });
      return structuredClone(a)[0]`,
    expect: { result: 9 },
  },
  "a clone of what has a key __proto__": {
    code: `const clone = structuredClone(JSON.parse('{"__proto__":{"x":1}}'));
      return [clone.x === undefined, Object.keys(clone), Object.getPrototypeOf(clone) === Object.prototype]`,
    expect: { result: [true, ["__proto__"], true] },
  },
  "clones under setters that all objects have": {
    code:
      `const got = []; for (const key of ["a", "0", "value", "get"]) Object.defineProperty(Object.prototype, key, { __proto__: null, set(v) { got.push(v) }, configurable: true });
      const clone = structuredClone({ a: [1] }); for (const key of ["a", "0", "value", "get"]) delete Object.prototype[key];
      return [got, clone]`,
    expect: { result: [[], { a: [1] }] },
  },
  "a result with a key __proto__": {
    code: `return JSON.parse('{"__proto__":{"status":"ok"},"b":2}').b`,
    expect: { result: 2 },
  },
  "a proxied list that says it is long, as the result": {
    code: `return new Proxy([1], { get: (t, k) => k === "length" ? 2 ** 40 : t[k] })`,
    expect: { any: true },
  },
  "objects without an end as the result": {
    code: `const f = () => ({ get x() { return f() } }); return f()`,
    expect: { ok: true },
  },
  "arguments that are a revoked proxy": {
    code: `const { proxy, revoke } = Proxy.revocable([], {}); revoke();
      return await memory.openNodes(proxy).catch((e) => e.name)`,
    expect: { result: "TypeError" },
  },
  "a stub as a constructor and as another's method": {
    code: `const out = []; try { new memory.readGraph() } catch (e) { out.push(e.name) }
      out.push((await memory.openNodes.call({ toString() { throw 1 } }, ["innocent"])).entities.length); return out`,
    expect: { result: ["TypeError", 1] },
  },
  "an instanceof of the code's own for promises": {
    code:
      `const asked = []; Object.defineProperty(Promise, Symbol.hasInstance, { value: (x) => { asked.push(typeof x); return true } });
      return await memory.openNodes(["innocent"]).then((g) => g.entities.length, (e) => e.name)`,
    expect: { any: true },
  },
};

const collecting = Object.entries(COLLECTORS).map(([name, code]): Attack => ({
  name: `reaching something from ${name}`,
  code: `${WALK}${code};\nreturn walk(...collected)`,
  expect: { result: [] },
}));
const showing = Object.entries(STACKS).map(([name, code]): Attack => ({
  name: `learning a path by ${name}`,
  code:
    `const stacks = [];\n${code};\nreturn stacks.map(String).filter((s) => ${LEAK}.test(s)).slice(0, 2)`,
  expect: { result: [] },
}));
const ending = Object.entries(ENDS).map(([name, code]): Attack => ({
  name: `learning a path by ${name}`,
  code,
  expect: { not: "file:" },
}));

export const fresh: Family = {
  name: "fresh attacks on what runs",
  attacks: [
    ...collecting,
    ...showing,
    ...ending,
    ...Object.entries(TOLD).map(([name, rest]): Attack => ({ name, ...rest })),
  ],
};
