/** A function that no submission may hold, by its name, wherever it is found. */
const FORBIDDEN =
  "/^(op_\\w+|Worker|MessagePort|MessageChannel|MessageEvent|BroadcastChannel|fetch|WebSocket|Request|" +
  "Response|ReadableStream|WebAssembly|SharedArrayBuffer|Atomics|postMessage|close|Deno|process|Buffer|" +
  "require|GPU\\w*|Blob|File|CryptoKey|eval|createHook|createObjectURL|read|write|readSync|writeSync|" +
  "readLines|writeLines|kill|flush|settle|setImmediate)$/";

/**
 * A submission that walks through all that a program can get hold of: from the globals, and from an
 * instance of whatever can be made. It returns the symbols and the classes that are not on the lists,
 * each with the way there, and how much it has seen.
 */
export function walk(symbols: readonly string[], classes: readonly string[]): string {
  const known = `const known = ${JSON.stringify({ symbols, classes })}, forbidden = ${FORBIDDEN};`;
  return known + MAKE + LATER + VISIT;
}

/** Instances of all kinds. */
const MAKE = String.raw`
const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
const caught = (run) => { try { return run() } catch (error) { return error } };
const rejected = async (run) => { try { return await run() } catch (error) { return error } };
const sync = (make) => { const all = {}; for (const key in make) all[key] = caught(make[key]); return all };

// Not Symbol, whose instances are the walker's own; nor functions with an effect, which have their lines.
const isClass = (key) => /^[A-Z]/.test(String(key)) && key !== "Symbol" && typeof globalThis[key] === "function";

const made = sync({
  // each class of the globals, as far as it can be made without arguments or with simple ones
  ...Object.fromEntries(ownKeys(globalThis).filter(isClass).flatMap((key) => [
    [key, () => new globalThis[key]()], [key + "(1)", () => new globalThis[key](1)],
    [key + "({})", () => new globalThis[key]({})], [key + "(f)", () => new globalThis[key](() => {})],
    [key + "() called", () => globalThis[key]()],
    [key + "(a:b)", () => new globalThis[key]("a:b?c=d#e")],
  ])),
  ...Object.fromEntries(ownKeys(Intl).map((key) => ["Intl." + String(key), () => new Intl[key]("en", { type: "region" })])),
  ...Object.fromEntries(ownKeys(globalThis.Temporal ?? {}).map((key) => ["Temporal." + String(key), () => new Temporal[key]()])),
  // iterators and generators
  arrayIterator: () => [].values(), mapIterator: () => new Map().values(), setIterator: () => new Set().values(),
  stringIterator: () => ""[Symbol.iterator](), matches: () => "x".matchAll(/x/g), match: () => /(?<a>x)/d.exec("x"),
  helper: () => [1].values().map(String), dropped: () => Iterator.from([1]).drop(1),
  wrapped: () => Iterator.from({ next() {} }), concat: () => Iterator.concat([1]),
  generator: () => (function* () {})(), asyncGenerator: () => (async function* () {})(),
  generatorFunction: () => function* () {}, asyncFunction: () => async () => {},
  asyncGeneratorFunction: () => async function* () {},
  args: () => (function () { return arguments })(1), sloppy: () => Function.prototype,
  asyncNext: () => (async function* () {})().next(),
  asyncFromSync: () => (async function* () { yield* [1] })().next(),
  template: () => ((parts) => parts)${"`a${1}b`"}, proxy: () => Proxy.revocable({}, {}), rawJson: () => JSON.rawJSON("1"),
  groups: () => Map.groupBy([1], String), capability: () => Promise.withResolvers(),
  caller: () => { const holder = {}; Error.captureStackTrace(holder); return holder },
  // parts of Intl
  format: () => new Intl.NumberFormat().formatToParts(1.5), resolved: () => new Intl.DateTimeFormat().resolvedOptions(),
  boundFormat: () => new Intl.NumberFormat().format, compare: () => new Intl.Collator().compare,
  parts: () => new Intl.DateTimeFormat().formatRangeToParts(0, 1e9), locale: () => new Intl.Locale("en-US"),
  localeParts: () => [new Intl.Locale("en").maximize(), new Intl.Locale("en").getWeekInfo?.()],
  segments: () => new Intl.Segmenter().segment("a b"), segment: () => [...new Intl.Segmenter().segment("a")],
  segmentIterator: () => new Intl.Segmenter().segment("a")[Symbol.iterator](),
  displayNames: () => new Intl.DisplayNames("en", { type: "region" }), duration: () => new Intl.DurationFormat("en"),
  // Temporal
  instant: () => Temporal.Now.instant(), zoned: () => Temporal.Now.zonedDateTimeISO(),
  plain: () => Temporal.Now.plainDateTimeISO(), date: () => Temporal.PlainDate.from("2020-01-01"),
  time: () => Temporal.PlainTime.from("10:00"), yearMonth: () => Temporal.PlainYearMonth.from("2020-01"),
  monthDay: () => Temporal.PlainMonthDay.from("01-01"), span: () => Temporal.Duration.from({ hours: 1 }),
  // Deno's
  url: () => new URL("http://a:b@c/d?e=f#g"), params: () => new URL("a:b?c=d").searchParams,
  paramsIterator: () => new URLSearchParams("a=b").entries(), badUrl: () => new URL("x"), parsed: () => URL.parse("a:b"),
  createObjectURL: () => URL.createObjectURL({}), atob: () => atob("%"), btoa: () => btoa("\u1234"),
  random: () => crypto.getRandomValues(new Uint8Array(70000)), random2: () => crypto.getRandomValues(1),
  random3: () => crypto.getRandomValues(new Float32Array(1)), uuid: () => crypto.randomUUID(),
  encoded: () => new TextEncoder().encode("x"), encodedInto: () => new TextEncoder().encodeInto("x", new Uint8Array(1)),
  decoder: () => new TextDecoder("latin1", { fatal: true }), badLabel: () => new TextDecoder("nope"),
  fatal: () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255])),
  stream: () => { const d = new TextDecoder(); d.decode(new Uint8Array([226]), { stream: true }); return d },
  controller: () => new AbortController(), signal: () => new AbortController().signal, any: () => AbortSignal.any([]),
  anyOf: () => AbortSignal.any([new AbortController().signal, AbortSignal.abort()]), aborted: () => AbortSignal.abort().reason,
  abortTimeout: () => AbortSignal.timeout(1), illegal: () => new AbortSignal(), throwing: () => AbortSignal.abort().throwIfAborted(),
  domException: () => new DOMException("x", "DataCloneError"), clone: () => structuredClone(() => {}),
  cloned: () => structuredClone([new Error("x"), new Map([[1, new Date()]]), /a/, new Uint8Array(1)]),
  dispatch: () => dispatchEvent(1), dispatch2: () => dispatchEvent({}), dispatched: () => dispatchEvent.call({}, {}),
  timer: () => setTimeout(() => {}), interval: () => { const id = setInterval(() => {}); clearInterval(id); return id },
  badTimer: () => setTimeout(Symbol()), timeoutError: () => AbortSignal.timeout(-1), queued: () => queueMicrotask(1),
  consoles: () => [console.log("x"), console.table([{}]), console.time(), console.group()],
  // errors of the language
  reference: () => nope, type: () => null.x, range: () => new Array(-1), uri: () => decodeURIComponent("%"),
  syntax: () => JSON.parse("{"), regExp: () => new RegExp("("), stack: () => { const f = () => f(); f() },
  evaluated: () => (0, Function)("1"), suppressed: () => new SuppressedError(1, 2), aggregate: () => new AggregateError([1]),
  // and the sandbox's own
  stubs: () => memory, promise: () => memory.readGraph(),
});
`;

/** What comes of promises and events. */
const LATER = String.raw`
made.events = await new Promise((resolve) => {
  const controller = new AbortController(), events = [];
  controller.signal.onabort = function (event) { events.push(event, this, event.target) };
  controller.signal.addEventListener("abort", { handleEvent(event) { events.push(event, this); resolve(events) } });
  controller.abort();
});
made.later = await Promise.all([
  () => memory.readGraph(), () => memory.openNodes(1), () => memory.openNodes([1n]), () => crypto.subtle.digest("SHA-256", new Uint8Array(1)),
  () => crypto.subtle.digest("nope", new Uint8Array(1)), () => crypto.subtle.digest("SHA-256"), () => Promise.any([]),
  () => crypto.subtle.digest({ get name() { throw 1 } }, 1), () => new Promise((_, no) => no(new DOMException("x"))),
  () => new Promise((done) => { const t = AbortSignal.timeout(1); t.onabort = (event) => done([event, t.reason]) }),
  () => new Promise((done) => setTimeout(function (...args) { done([this, args]) }, 1, {})),
  () => Array.fromAsync([1]), () => (async function* () { yield 1 })().next(), () => new AsyncDisposableStack().disposeAsync(),
].map(rejected));

`;

const VISIT = String.raw`
const symbols = new Map(), classes = new Map(), functions = new Map(), seen = new Set(), todo = [];
const push = (value, way) => {
  if (typeof value === "symbol" && !symbols.has(value)) symbols.set(value, way);
  if (value !== null && /object|function/.test(typeof value) && !seen.has(value)) {
    seen.add(value);
    todo.push([value, way]);
  }
};
const own = getOwnPropertyDescriptor;
/** A class of the language's or of Deno's, or a function with methods on its prototype. */
const isConstructor = (at) => {
  const is = own(at, "prototype");
  return is?.value && (!is.writable || ownKeys(is.value).some((key) => key !== "constructor"));
};
push(globalThis, "globalThis");
for (const key in made) push(made[key], key);
while (todo.length > 0) {
  const [at, way] = todo.shift();
  if (typeof at === "function") {
    if (forbidden.test(at.name) && at !== dispatchEvent) functions.set(at.name, way);
    if (isConstructor(at)) classes.set(at.name, way);
  }
  const tag = own(at, Symbol.toStringTag)?.value;
  if (typeof tag === "string") classes.set(tag, way);
  for (const key of ownKeys(at)) {
    if (ArrayBuffer.isView(at) && typeof key === "string") continue; // bytes
    const to = way + "." + String(key), is = own(at, key);
    push(key, to);
    push(is.value, to);
    push(is.get, to + " (get)");
    push(is.set, to + " (set)");
    push(is.get && caught(() => at[key]), to);
  }
  push(getPrototypeOf(at), way + ".__proto__");
  for (let up = getPrototypeOf(at); up !== null; up = getPrototypeOf(up)) {
    for (const key of ownKeys(up)) {
      if (own(up, key).get) push(caught(() => at[key]), way + "." + String(key));
    }
  }
}
const describe = (symbol) => (Symbol.keyFor(symbol) === undefined ? "" : "for ") + (symbol.description ?? "");
const unknown = (map, list, text) =>
  [...map].map(([value, way]) => [text(value), way]).filter(([name]) => !list.includes(name));
return {
  seen: seen.size,
  symbols: unknown(symbols, known.symbols, describe),
  classes: unknown(classes, known.classes, String),
  functions: [...functions],
}`;
