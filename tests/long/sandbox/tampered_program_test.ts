import { assertEquals } from "@std/assert";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { apiOf, type Method } from "../../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { Executor } from "../../../src/executor/executor.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";

/**
 * Replaces every method and getter of every object that the program can reach, and puts accessors for the
 * fields of our messages on what all objects and arrays inherit from. Left out is what Deno itself needs to
 * read and to wait: the iteration of arrays, and the `constructor` by which `await` knows a promise.
 */
const OVERWRITE = `
  const { log } = console, later = setTimeout, OwnPromise = Promise, OwnError = TypeError, text = String;
  const long = "x".repeat(2_000);
  const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const { prototype: arrayPrototype } = Array, { iterator } = Symbol;
  const arrayIterator = getPrototypeOf([].values());
  const found = new Set();
  const visit = (object) => {
    if ((typeof object !== "object" && typeof object !== "function") || object === null) return;
    if (found.has(object)) return;
    found.add(object);
    visit(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const { value, get, set } = getOwnPropertyDescriptor(object, key) ?? {};
      [value, get, set].forEach(visit);
    }
  };
  let event;
  const controller = new AbortController();
  controller.signal.onabort = (e) => event = e;
  controller.abort();
  const examples = [[].values(), new Map().values(), new Set().values(), "".matchAll(/x/g), event,
    (function* () {})(), (async function* () {})(), async () => {}];
  [globalThis, ...examples].forEach(visit);
  const breaker = (key) => () => { throw "overwritten: " + text(key) };
  const changes = [];
  const change = (on, key, accessor) => {
    const broken = breaker(key);
    const now = accessor ? { get: broken, set: broken } : { value: broken };
    changes.push([on, key, { __proto__: null, ...now, configurable: true }]);
  };
  for (const object of found) {
    for (const key of ownKeys(object)) {
      if (key === "constructor" || (object === arrayPrototype && key === iterator)) continue;
      if (object === arrayIterator && key === "next") continue;
      const { get, value, configurable } = getOwnPropertyDescriptor(object, key);
      if (configurable && (get || typeof value === "function")) change(object, key, get);
    }
  }
  const fields = ["type", "value", "name", "message", "stack", "call", "load", "chars", "send", "next", "get",
    "set", "entries", "result", "size", "done", "cause", "errors", "stream", "depth", "colors", "length"];
  for (const prototype of [Object.prototype, arrayPrototype]) {
    for (const key of fields) if (!ownKeys(prototype).includes(key)) change(prototype, key, true);
  }
  for (let i = 0; i < changes.length; i++) {
    const one = changes[i];
    defineProperty(one[0], one[1], one[2]);
  }
`;

function method(name: string, answer: (value: unknown) => unknown): Method {
  const forward = (value: unknown) => Promise.try(() => answer(value));
  return {
    namespace: "data",
    name,
    mutates: false,
    parse: ([it]) => it,
    forward,
  };
}

const API = apiOf([
  method("echo", (value) => value),
  method("nothing", () => undefined),
  method("fail", () => {
    throw new UpstreamError("failed", "no luck", { server: "data", tool: "fail" });
  }),
]);

/** What a program does after it has overwritten everything, and what must become of it. */
const CASES: [what: string, code: string, expected: Partial<Outcome> | { thrown: string }][] = [
  ["returns", "return { list: [1, 'a', null, undefined] }", {
    result: { list: [1, "a", null, "[undefined]"] },
  }],
  ["logs", "log('two', 2); log('%s|%j', 'x', [1])", {
    logs: [{ level: "log", text: "two 2" }, { level: "log", text: "x|[1]" }],
  }],
  ["calls a stub", "return [await data.echo({ a: [1] }), await data.echo(2)]", {
    result: [{ a: [1] }, 2],
  }],
  [
    "calls more stubs than are kept open",
    "let sum = 0, open = 100;" +
    "await new OwnPromise((done) => { for (let i = 0; i < 100; i++) (async () => {" +
    "const one = await data.echo(i); sum += one; if (--open === 0) done() })() }); return sum",
    { result: 4950 },
  ],
  ["gets no value", "return [await data.nothing()]", { result: ["[undefined]"] }],
  ["sends a long text", "return (await data.echo(long)) === long", { result: true }],
  ["catches what a stub throws", "try { await data.fail() } catch (e) { return e.message }", {
    result: "no luck",
  }],
  ["doesn't catch it", "await data.fail()", { thrown: "no luck" }],
  ["throws", "throw new OwnError('mine')", { thrown: "mine" }],
  [
    "leaves a rejection alone",
    "(async () => { throw new OwnError('lost') })(); await data.echo(1)",
    {
      thrown: "lost",
    },
  ],
  ["waits", "await new OwnPromise((done) => later(done, 5)); log('late'); return 1", {
    result: 1,
    logs: [{ level: "log", text: "late" }],
  }],
];

Deno.test("a program that overwrites every built-in gets the right answers when it", async (t) => {
  await using executor = new Executor(DEFAULT_LIMITS);
  for (const [what, code, expected] of CASES) {
    await t.step(what, async () => {
      const { outcome } = await executor.execute(OVERWRITE + code, API, { timeoutMs: 5_000 });
      const { error, status, calls: _, ...rest } = outcome;
      if ("thrown" in expected) return assertEquals(error?.message, expected.thrown);
      assertEquals({ ...rest, status, error }, { ...expected, status: "ok", error: undefined });
    });
  }
});

/** What is on `Object.prototype` for all objects, our own included, has no say in an answer. */
const SINGLE: [what: string, code: string, expected: unknown][] = [
  [
    "get",
    "Object.prototype.get = () => 1; try { await data.fail() } catch (e) { return e.message }",
    "no luck",
  ],
  ["value", "Object.prototype.value = 'forged'; return [await data.nothing()]", ["[undefined]"]],
  [
    "next",
    "Object.prototype.next = { value: { chars: 0, send() {} } };" +
    "return (await Promise.all(Array.from({ length: 40 }, (_, i) => data.echo(i)))).length",
    40,
  ],
];

Deno.test("a field on Object.prototype changes no answer", async (t) => {
  await using executor = new Executor(DEFAULT_LIMITS);
  for (const [what, code, expected] of SINGLE) {
    await t.step(what, async () => {
      const { outcome } = await executor.execute(code, API, { timeoutMs: 5_000 });
      assertEquals([outcome.error, outcome.result], [undefined, expected]);
    });
  }
  const { outcome } = await executor.execute(
    "Object.prototype.load = true; throw new Error('a')",
    API,
  );
  assertEquals([outcome.error?.kind, outcome.error?.message], ["runtime", "a"]);
});

Deno.test("a program ends as it should when its Promise.prototype.then throws, or its constructor is another", async () => {
  await using executor = new Executor(DEFAULT_LIMITS);
  for (
    const code of [
      "Promise.prototype.then = () => { throw 1 }; return await data.echo(1)",
      "Promise.prototype.constructor = class {}; Promise.prototype.then = () => { throw 1 }; return 1",
    ]
  ) {
    const { outcome } = await executor.execute(code, API, { timeoutMs: 5_000 });
    assertEquals([outcome.error, outcome.result], [undefined, 1]);
  }
});
