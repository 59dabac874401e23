import { assertEquals } from "@std/assert";
import { apiOf } from "../../src/api/method.ts";
import { Executor } from "../../src/executor/executor.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { Workbench } from "../helpers/execute.ts";
import { delay } from "../helpers/servers/memory_servers.ts";
import { entity } from "../helpers/scratch.ts";

Deno.test("what the worker practises while it waits is seen by nobody", async () => {
  await using bench = new Workbench({}, [entity("a", "x")]);
  for (const waitMs of [0, 12, 500]) { // before, in the midst of it, after
    bench.executor.warm();
    await delay(waitMs);
    const outcome = await bench.run(`return (await memory.openNodes(["a"])).entities.length`);
    assertEquals(outcome, { status: "ok", result: 1, calls: { total: 1 } });
  }
  assertEquals(bench.scratch.lines(), [entity("a", "x")]);
});

Deno.test("a program that can call nothing runs", async () => {
  await using executor = new Executor(DEFAULT_LIMITS);
  executor.warm();
  await delay(500);
  const { outcome } = await executor.execute("return 1", apiOf([]));
  assertEquals(outcome, { status: "ok", result: 1, calls: { total: 0 } });
});
