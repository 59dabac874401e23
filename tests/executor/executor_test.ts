import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Api, apiOf, type Method } from "../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { Executor } from "../../src/executor/executor.ts";
import { Workbench } from "../helpers/execute.ts";
import { until } from "../helpers/processes.ts";
import { entity } from "../helpers/scratch.ts";

Deno.test("Executor runs statements with await and return on the real memory", async () => {
  await using bench = new Workbench({}, [entity("a", "x"), entity("b", "y")]);
  const outcome = await bench.run(`
    const { entities } = await memory.openNodes(["b"]);
    return entities[0].observations;
  `);
  assertEquals(outcome, { status: "ok", result: ["y"], calls: { total: 1 } });
});

Deno.test("Executor keeps each of 50 observations that are added at once", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const outcome = await bench.run(`
    await Promise.all(Array.from({ length: 50 }, (_, i) =>
      memory.addObservations([{ entityName: "a", contents: ["observation " + i] }])));
  `);
  assertEquals(outcome.status, "ok");
  assertEquals(outcome.calls, { total: 50 });
  assertEquals(bench.scratch.lines()[0].observations.length, 50);
});

Deno.test("Executor keeps what two submissions write at once", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const code = (who: string) => `
    for (let i = 0; i < 25; i++) {
      await memory.addObservations([{ entityName: "a", contents: ["${who} " + i] }]);
    }`;
  await Promise.all([bench.run(code("one")), bench.run(code("two"))]);
  assertEquals(bench.scratch.lines()[0].observations.length, 50);
});

Deno.test("Executor has calls done that nobody awaited", async () => {
  await using bench = new Workbench({}, [entity("a"), entity("b")]);
  const outcome = await bench.run(`
    ["a", "b"].forEach(async (name) => {
      const { entities } = await memory.openNodes([name]);
      await memory.addObservations([{ entityName: entities[0].name, contents: ["seen"] }]);
    });
  `);
  const { total, written } = outcome.calls;
  assertEquals([total, written], [4, 2]);
  assertMatch(outcome.hint!, /^4 calls were answered only after the program had returned/);
  assertEquals(bench.scratch.lines().map((line) => line.observations), [["seen"], ["seen"]]);
});

Deno.test("Executor reports a call that failed and that nobody awaited", async () => {
  await using bench = new Workbench();
  const { error } = await bench.run(`
    memory.addObservations([{ entityName: "nobody", contents: ["x"] }]);
    return "fine";
  `);
  assertEquals(error?.kind, "tool");
  assertEquals(error?.call?.method, "memory.addObservations");
  assertEquals(error?.line, 2);
});

Deno.test("Executor lets code handle the failure of a call", async () => {
  await using bench = new Workbench();
  const outcome = await bench.run(`
    try {
      await memory.addObservations([{ entityName: "nobody", contents: ["x"] }]);
    } catch (error) {
      return error.message;
    }
  `);
  assertEquals(outcome.status, "ok");
  assertEquals(outcome.calls, { total: 1, failed: 1 });
  assertStringIncludes(String(outcome.result), "nobody");
});

Deno.test("Executor tells the deadline that was in force, not the one that was asked for", async () => {
  await using bench = new Workbench({ maxTimeoutMs: 200 });
  const { error } = await bench.run("for (;;);", { timeoutMs: 5_000 });
  assertEquals(error?.message, "The code did not end within 200 ms");
});

const FORBIDDEN: Record<string, string> = {
  "the Deno namespace": `Deno.readTextFileSync("/etc/passwd")`,
  "the environment": `process.env.HOME`,
  "node's require": `require("node:fs")`,
  "the network": `await fetch("http://127.0.0.1:9/")`,
  "a socket": `new WebSocket("ws://127.0.0.1:9/")`,
  "a nested worker": `new Worker("data:text/javascript,0", { type: "module" })`,
  "eval": `eval("1")`,
  "new Function": `new Function("return 1")()`,
  "a function made from an async one": `(async () => {}).constructor("return 1")()`,
  "shared memory": `new SharedArrayBuffer(8)`,
  "WebAssembly": `new WebAssembly.Module(new Uint8Array())`,
  "the message channel": `postMessage("x")`,
  "the worker's scope": `self.close()`,
};

Deno.test("Executor gives code nothing of the machine", async () => {
  await using bench = new Workbench();
  for (const [what, code] of Object.entries(FORBIDDEN)) {
    const { status, error } = await bench.run(`const result = ${code}; return "got it";`);
    assertEquals(status, "error", what);
    assertEquals(error?.kind, "runtime", what);
    assertEquals(error?.line, 1, what);
  }
});

Deno.test("Executor refuses import before the code runs", async () => {
  await using bench = new Workbench();
  for (
    const code of ['import fs from "node:fs"', 'await import("npm:left-pad")', "import.meta.url"]
  ) {
    const { error, calls } = await bench.run(`await memory.readGraph();\n${code}`);
    assertEquals(error?.kind, "syntax", code);
    assertEquals(error?.line, 2, code);
    assertEquals(calls, { total: 0 }, code);
  }
});

Deno.test("Executor ends code that uses too much memory", async () => {
  await using bench = new Workbench({ memoryMb: 64 });
  const { error } = await bench.run(
    `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));`,
  );
  assertEquals(error?.kind, "memory");
  assertEquals((await bench.run("return 1")).result, 1);
});

Deno.test("Executor ends code that makes too many calls", async () => {
  await using bench = new Workbench({ calls: 10 });
  const { error, calls } = await bench.run("for (;;) await memory.openNodes([]);");
  assertEquals(error?.kind, "limit");
  assertEquals(calls.total, 10);
});

Deno.test("Executor lets more calls wait in the sandbox than may be in flight", async () => {
  await using bench = new Workbench({ inFlight: 4 }, [entity("a")]);
  const outcome = await bench.run(`
    const all = await Promise.all(Array.from({ length: 100 }, () => memory.openNodes(["a"])));
    return all.filter(({ entities }) => entities.length === 1).length;
  `);
  assertEquals(outcome, { status: "ok", result: 100, calls: { total: 100 } });
});

Deno.test("Executor passes nothing from one submission to the next", async () => {
  await using bench = new Workbench();
  await bench.run(
    "globalThis.left = 1; Array.prototype.left = 1; Object.assign(JSON, { left: 1 });",
  );
  const { result } = await bench.run("return [globalThis.left ?? 0, [].left ?? 0, JSON.left ?? 0]");
  assertEquals(result, [0, 0, 0]);
});

Deno.test("Executor stops a submission that is cancelled, and drops its waiting calls", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  await bench.run("await memory.readGraph()");
  const controller = new AbortController();
  const running = bench.run(
    `for (let i = 0; ; i++) await memory.addObservations([{ entityName: "a", contents: ["" + i] }]);`,
    { signal: controller.signal },
  );
  await until(() => bench.scratch.lines()[0].observations.length > 3, 5_000, "it writes");
  controller.abort();
  const { error, calls } = await running;
  assertEquals(error?.kind, "cancelled");
  assertEquals(calls.unknown, undefined);
  assertEquals(calls.written, bench.scratch.lines()[0].observations.length);
});

Deno.test("Executor refuses a submission when too many wait", async () => {
  await using bench = new Workbench({ concurrent: 1, waiting: 1, timeoutMs: 300 });
  const outcomes = await Promise.all(
    ["for (;;);", "return 2", "return 3"].map((c) => bench.run(c)),
  );
  assertEquals(outcomes.map(({ error }) => error?.kind), ["timeout", undefined, "unavailable"]);
});

Deno.test("Executor answers a call whose arguments are wrong in the code itself", async () => {
  await using bench = new Workbench();
  const { error, calls } = await bench.run('await memory.openNodes("acct-1")');
  assertEquals(
    error?.message,
    'Cannot call memory.openNodes: names must be string[]: received "acct-1"',
  );
  assertEquals(error?.call, { method: "memory.openNodes", argument: '"acct-1"' });
  assertEquals([error?.line, error?.column], [1, 14]);
  assertEquals(calls.failed, 1);
});

Deno.test("Executor returns logs whole where the answer has room for them", async () => {
  await using bench = new Workbench({ answerChars: 1_000_000 });
  const program = (lines: number, chars: number) =>
    `for (let i = 0; i < ${lines}; i++) console.log("x".repeat(${chars}))`;
  for (const [lines, chars] of [[3, 100_000], [300, 1_000]] as const) {
    const { logs, truncated } = await bench.run(program(lines, chars));
    assertEquals(logs?.map(({ text }) => text.length), Array(lines).fill(chars));
    assertEquals(truncated, undefined);
  }
});

Deno.test("Executor runs each program with the API that it is given, in sandboxes of one pool", async () => {
  const method = (namespace: string, name: string): Method => ({
    namespace,
    name,
    mutates: false,
    parse: ([text]) => text,
    forward: (text) => Promise.resolve(`${namespace}.${name} ${text}`),
  });
  const both = apiOf([method("one", "a"), method("two", "a"), method("two", "b")]);
  await using executor = new Executor(DEFAULT_LIMITS);
  const run = async (source: string, api: Api) => {
    return (await executor.execute(source, api)).outcome;
  };
  assertEquals(await run("return [await one.a(1), await two.a(2), await two.b(3)]", both), {
    status: "ok",
    result: ["one.a 1", "two.a 2", "two.b 3"],
    calls: { total: 3 },
  });
  const { result, error } = await run(`return typeof globalThis["o" + "ne"]`, apiOf([]));
  assertEquals([result, error], ["undefined", undefined]);
  const wrong = await run("one.b()", both);
  assertEquals(wrong.error?.hint, "Did you mean a?");
});
