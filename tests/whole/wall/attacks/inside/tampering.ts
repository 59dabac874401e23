import type { Attack, Family } from "../../attack.ts";

/** Code that spoils a built-in; a call, a log and a result after it are as if it had not. */
const SPOILED: Record<string, string> = {
  "JSON.stringify": `JSON.stringify = () => '{"type":"done","result":"1"}';`,
  "JSON.parse": `JSON.parse = () => ({ type: "run", code: "" });`,
  "methods of arrays": `for (const name of ["push", "shift", "map", "join", "splice", "forEach"])
    Array.prototype[name] = () => { throw 1 };`,
  "methods of Map and WeakMap": `for (const name of ["get", "set", "delete", "has"]) {
    Map.prototype[name] = WeakMap.prototype[name] = () => { throw 1 } }`,
  "methods of strings":
    `for (const name of ["split", "slice", "indexOf", "replaceAll", "startsWith"])
    String.prototype[name] = () => { throw 1 };`,
  "Promise itself": `globalThis.Promise = class { constructor() { throw 1 } };`,
  "Promise.resolve": `Promise.resolve = Promise.all = () => { throw 1 };`,
  "Error": `globalThis.Error = globalThis.TypeError = class { constructor() { throw 1 } };`,
  "functions of Object": `Object.freeze = Object.defineProperty = Object.keys = () => { throw 1 };`,
  "functions of Reflect":
    `for (const name of ["apply", "ownKeys", "get"]) Reflect[name] = () => { throw 1 };`,
  "fields of messages on Object.prototype":
    `Object.assign(Object.prototype, { type: "done", id: 1, result: '"forged"', args: [], load: true });`,
  "the console": `for (const name of ["error", "warn"]) console[name] = () => { throw 1 };`,
  "timers": `globalThis.setTimeout = globalThis.queueMicrotask = () => { throw 1 };`,
  "encodeURIComponent": `globalThis.encodeURIComponent = () => "forged";`,
  "the stack limit": `Error.stackTraceLimit = Infinity;`,
};

/** The same for what Deno itself or the reading of arguments goes through: the code harms itself. */
const SPOILED_FOR_ITSELF: Record<string, string> = {
  "Object.prototype.toJSON": `Object.prototype.toJSON = () => "forged";`,
  "Array.prototype.toJSON": `Array.prototype.toJSON = () => "forged";`,
  "the iterator of arrays": `Array.prototype[Symbol.iterator] = () => { throw 1 };`,
  "setters for the places of arrays": `for (const i of [0, 1, 2])
    Object.defineProperty(Array.prototype, i, { set() { throw 1 }, get: () => "forged" });`,
  "species of arrays": `Object.defineProperty(Array, Symbol.species, { get() { throw 1 } });`,
  "species of promises": `Object.defineProperty(Promise, Symbol.species, { get() { throw 1 } });`,
  "the global's prototype": `Object.setPrototypeOf(Object.getPrototypeOf(globalThis), null);`,
};

const USE = `
  const { entities } = await memory.openNodes(["innocent"]);
  console.log("told");
  return { name: entities[0].name, list: [1, 2] }`;

const spoiled = Object.entries(SPOILED).map(([name, code]): Attack => ({
  name: `spoiling ${name}`,
  code: code + USE,
  expect: { result: { name: "innocent", list: [1, 2] } },
}));

export const tampering: Family = {
  name: "built-ins and prototypes that are tampered with",
  attacks: [
    ...spoiled,
    ...Object.entries(SPOILED_FOR_ITSELF).map(([name, code]): Attack => ({
      name: `spoiling ${name}`,
      code: code + USE,
      expect: { any: true },
      timeoutMs: 500,
    })),
    {
      name: "Promise.prototype.then",
      code: `Promise.prototype.then = () => { throw 1 };
        return (await memory.openNodes(["innocent"])).entities.length`,
      expect: { result: 1 },
      timeoutMs: 500,
    },
    {
      name: "another stub in place of one",
      code: `"use strict"; memory.openNodes = () => 1`,
      expect: { error: "runtime", message: "read only" },
    },
    {
      name: "a method that is added",
      code: `memory.eval = 1`,
      expect: { error: "runtime", message: "not extensible" },
    },
    {
      name: "the namespace itself",
      code: `globalThis.memory = {}`,
      expect: { error: "runtime", message: "read only" },
    },
    {
      name: "another format of stacks",
      code: `Error.prepareStackTrace = (error, sites) => sites[0].getThis()`,
      expect: { error: "runtime", message: "read only" },
    },
    {
      name: "another format of stacks by definition",
      code: `Object.defineProperty(Error, "prepareStackTrace", { value: (e, sites) => sites })`,
      expect: { error: "runtime", message: "redefine" },
    },
    {
      name: "call sites through captureStackTrace",
      code: `const holder = {}; Error.captureStackTrace(holder); return typeof holder.stack`,
      expect: { result: "string" },
    },
    {
      name: "the functions that called the code",
      code:
        `const caller = () => { try { return typeof caller.caller } catch (e) { return e.name } };
        return [caller(), (function () { try { return typeof arguments.callee } catch (e) { return e.name } })(),
          this === undefined]`,
      expect: { result: ["TypeError", "TypeError", true] },
    },
    {
      name: "a getter in the arguments that throws",
      code: `return await memory.openNodes([{ get name() { throw new Error("from a getter") } }])`,
      expect: { error: "runtime", message: "no JSON form" },
    },
    {
      name: "a proxy in the arguments that never ends",
      code:
        `return await memory.openNodes(new Proxy([], { get: (t, k) => k === "length" ? 1e15 : "x" }))`,
      expect: { any: true },
      timeoutMs: 500,
    },
    {
      name: "arguments that change while they are read",
      code: `let n = 0; const names = [{ toJSON: () => (n++, names.push("x" + n), "innocent") }];
        return (await memory.openNodes(names)).entities.length`,
      expect: { result: 1 },
    },
    {
      name: "a name that is __proto__",
      code: `await memory.createEntities([JSON.parse(
        '{"name":"__proto__","entityType":"constructor","observations":[],"__proto__":{"x":1}}')])`,
      expect: { error: "tool", message: "__proto__" },
    },
    {
      name: "entities that are called as properties of Object",
      code: `const names = ["__proto__", "constructor", "toString"];
        await memory.createEntities(names.map((name) => ({ name, entityType: name, observations: [name] })));
        const { entities } = await memory.openNodes(names);
        await memory.deleteEntities(names);
        return entities.map(({ name }) => name)`,
      expect: { result: ["__proto__", "constructor", "toString"] },
    },
    {
      name: "a result with getters and proxies",
      code: `return { get x() { throw 1 }, list: new Proxy([1], { get() { throw 2 } }),
        keys: new Proxy({}, { ownKeys() { throw 3 } }) }`,
      expect: { ok: true },
    },
    {
      name: "a revoked proxy as the result",
      code: `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy]`,
      expect: { ok: true },
    },
    {
      name: "a revoked proxy that is thrown",
      code: `const { proxy, revoke } = Proxy.revocable(new Error(), {}); revoke(); throw proxy`,
      expect: { error: "runtime" },
    },
    {
      name: "an error whose every property throws",
      code: `throw Object.defineProperties(new Error(), Object.fromEntries(
        ["name", "message", "stack", "cause", "errors"].map((key) => [key, { get() { throw 1 } }])))`,
      expect: { error: "runtime" },
    },
    {
      name: "an error that causes itself",
      code: `const error = new Error("loop"); error.cause = error; throw error`,
      expect: { error: "runtime", message: "loop" },
    },
    {
      name: "a thenable as the result",
      code: `return { then(resolve) { resolve({ then(again) { again("at last") } }) } }`,
      expect: { result: "at last" },
    },
    {
      name: "a thenable that never ends",
      code: `const forever = { then(resolve) { resolve(forever) } }; return forever`,
      expect: { error: "timeout" },
      timeoutMs: 300,
    },
    {
      name: "a thenable that resolves twice",
      code: `return { then(resolve, reject) { resolve(1); resolve(2); reject(3) } }`,
      expect: { result: 1 },
    },
    {
      name: "a toJSON that gives itself",
      code: `const self = { toJSON() { return { toJSON: self.toJSON } } }; return self`,
      expect: { ok: true },
    },
    {
      name: "an iterator that says nothing of its end",
      code: `console.log({ *[Symbol.iterator]() { for (;;) yield 1 } }); return "told"`,
      expect: { result: "told" },
    },
  ],
};
