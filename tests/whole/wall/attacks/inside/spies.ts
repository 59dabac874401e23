import type { Family } from "../../attack.ts";

/** Functions that no submission may hold, by name: what Deno is made of, and the sandbox's own. */
const FORBIDDEN =
  "/^(op_\\w+|Worker|MessagePort|MessageChannel|BroadcastChannel|fetch|WebSocket|WebAssembly|" +
  "SharedArrayBuffer|postMessage|Deno|process|GPU\\w*|read|write|readSync|writeSync|readLines|" +
  "writeLines|kill|Command|flush|settle)$/";

/** Replaces every method, getter and setter that can be reached by one that keeps what it is handed. */
const SPY = String.raw`
const { apply, construct, ownKeys, getPrototypeOf, setPrototypeOf } = Reflect;
const { getOwnPropertyDescriptor, defineProperty } = Reflect;
const isObject = (value) => value !== null && /object|function/.test(typeof value);
// Descriptors without a prototype: the prototype is about to have properties of the same names.
const describe = (on, key) => {
  const is = getOwnPropertyDescriptor(on, key);
  return is && setPrototypeOf(is, null) ? is : undefined;
};
const define = (on, key, is) => setPrototypeOf(is, null) && defineProperty(on, key, is);

const all = new Set(), names = new Set(${
  JSON.stringify(
    "ops core internals rid resolve reject callback handler options 0 1 2 cause signal".split(" "),
  )
});
const todo = [globalThis, [].values(), new Map().values(), new Set().values(), "".matchAll(/x/g),
  (function* () {})(), (async function* () {})(), async () => {}, new AbortController().signal];
while (todo.length > 0) {
  const at = todo.pop();
  if (!isObject(at) || all.has(at)) continue;
  all.add(at);
  for (const key of ownKeys(at)) {
    if (typeof key === "string") names.add(key);
    const is = describe(at, key) ?? {}; // Deno 2.4 lists globals of Node that are gone
    todo.push(is.value, is.get, is.set);
  }
  todo.push(getPrototypeOf(at));
}
for (const key of ["get", "set", "value", "writable", "enumerable", "configurable"]) names.delete(key);

let watching = false;
const handed = [], undo = [], change = [];
const note = (self, args) => {
  if (!watching) return;
  watching = false;
  handed[handed.length] = self;
  for (let i = 0; i < args.length; i++) handed[handed.length] = args[i];
  watching = true;
};
const spy = (was) => was && function (...args) {
  note(this, args);
  return new.target ? construct(was, args, new.target) : apply(was, this, args);
};
const replace = (on, key, now) => {
  const before = describe(on, key);
  undo[undo.length] = () => before ? define(on, key, before) : delete on[key];
  define(on, key, now);
};
for (const on of all) {
  if (on === globalThis) continue;
  for (const key of ownKeys(on)) {
    const is = describe(on, key);
    if (!is.configurable || ["constructor", "prototype", "name", "length"].includes(key)) continue;
    if (typeof is.value === "function") change.push(() => replace(on, key, { ...is, value: spy(is.value) }));
    else if (is.get || is.set) {
      change.push(() => replace(on, key, { ...is, get: spy(is.get), set: spy(is.set) }));
    }
  }
}
for (const key of names) {
  if (describe(Object.prototype, key)) continue;
  const set = function (value) {
    note(this, [value]);
    define(this, key, { value, writable: true, configurable: true, enumerable: true });
  };
  change.push(() => replace(Object.prototype, key,
    { configurable: true, get() { note(this, []) }, set }));
}`;

/** What a submission may use, in which Deno and the sandbox do something. */
const USE = String.raw`
const timer = (start) => new Promise((resolve) => start(resolve));
const uses = [
  () => memory.openNodes(["innocent"]), () => memory.openNodes(1),
  () => timer((done) => setTimeout(done, 1)), () => timer((done) => queueMicrotask(done)),
  () => timer((done) => { const id = setInterval(() => { clearInterval(id); done() }, 1) }),
  () => timer((done) => AbortSignal.timeout(5).onabort = done),
  () => console.log("a %o", { a: 1 }), () => console.log(new Error("x")), () => console.table([{ a: 1 }]),
  () => structuredClone({ a: [1] }), () => structuredClone(() => {}),
  () => new URL("a:b?x=y").searchParams.append("a", "b"), () => URL.createObjectURL({}),
  () => crypto.subtle.digest("SHA-256", new Uint8Array(1)), () => crypto.randomUUID(),
  () => new TextDecoder("latin1").decode(new TextEncoder().encode("x")), () => btoa(atob("eA==")),
  () => new DOMException("x", "y").code, () => dispatchEvent(1), () => new Error("x").stack,
  () => {
    const controller = new AbortController();
    AbortSignal.any([controller.signal]).addEventListener("abort", () => {});
    controller.abort();
  },
];
for (let i = 0; i < change.length; i++) change[i]();
for (let i = 0; i < uses.length; i++) {
  watching = true;
  try { await uses[i]() } catch {}
  watching = false;
}
for (let i = undo.length - 1; i >= 0; i--) undo[i]();`;

/** Looks for the forbidden in everything that was handed over and that can be reached from there. */
const SEARCH = String.raw`
const seen = new Set([globalThis]), found = new Set(), stack = [...handed];
while (stack.length > 0) {
  const at = stack.pop();
  if (!isObject(at) || seen.has(at)) continue;
  seen.add(at);
  if (typeof at === "function" && ${FORBIDDEN}.test(at.name)) found.add(at.name);
  for (const key of ownKeys(at)) {
    const is = describe(at, key) ?? {}; // Deno 2.4 lists globals of Node that are gone
    stack.push(is.value, is.get, is.set);
  }
  stack.push(getPrototypeOf(at));
}
return [handed.length > 50, [...found]]`;

export const spies: Family = {
  name: "spies in the place of built-ins",
  attacks: [
    {
      name: "what Deno and the sandbox hand to built-ins",
      code: SPY + USE + SEARCH,
      expect: { result: [true, []] },
    },
    ...["call", "apply", "bind"].map((name) => ({
      name: `another ${name}, which Deno's own operations are called with`,
      code: `Function.prototype.${name} = function (ops) { return ops }`,
      expect: { error: "runtime", message: "read only" },
    })),
    {
      name: "another call by definition",
      code: `Object.defineProperty(Function.prototype, "call", { value: (ops) => ops })`,
      expect: { error: "runtime", message: "redefine" },
    },
    {
      name: "another call by deletion",
      code: `delete Function.prototype.call`,
      expect: { error: "runtime", message: "delete" },
    },
  ],
};
