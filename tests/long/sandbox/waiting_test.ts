import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { apiOf, type Method } from "../../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { type ExecuteOptions, Executor } from "../../../src/executor/executor.ts";
import { delay } from "../../helpers/servers/memory_servers.ts";

/** Runs `source`, where `data.wait(ms)` is answered after so long, and `data.wait()` never. */
async function run(source: string, options: ExecuteOptions = {}) {
  const wait: Method = {
    namespace: "data",
    name: "wait",
    mutates: false,
    parse: ([ms]) => ms,
    forward: async (ms) => {
      await (ms === undefined ? new Promise(() => {}) : delay(ms as number));
      return ms;
    },
  };
  await using executor = new Executor(DEFAULT_LIMITS);
  return (await executor.execute(source, apiOf([wait]), options)).outcome;
}

// A worker waits for an answer in the read itself. Nothing that the code would have seen meanwhile may be late.
const MEANWHILE: Record<string, string> = {
  "a timer": `await new Promise((resolve) => setTimeout(resolve, 20));`,
  "an interval": `await new Promise((resolve) => setInterval(resolve, 20));`,
  "a signal": `await new Promise((resolve) => AbortSignal.timeout(20).onabort = resolve);`,
  "a digest": `await crypto.subtle.digest("SHA-256", new Uint8Array(1e6));`,
};

for (const [what, wait] of Object.entries(MEANWHILE)) {
  Deno.test(`${what} comes in time while calls are open, the first and the later ones`, async () => {
    const { result } = await run(`
      const late = [];
      for (let i = 0; i < 3; i++) {
        const began = performance.now();
        const call = data.wait(500);
        ${wait}
        late.push(performance.now() - began);
        await call;
      }
      return late;
    `);
    for (const ms of result as number[]) assertLess(ms, 250);
  });
}

Deno.test("what logs keep back comes through while a call is open", async () => {
  const { error, logs } = await run(
    `await data.wait(1);
    for (let i = 0; i < 20_000; i++) console.log("x".repeat(20));
    console.log("last");
    await data.wait();`,
    { timeoutMs: 1_000 },
  );
  assertEquals(error?.kind, "timeout");
  assertEquals(logs?.at(-1)?.text, "last");
});

Deno.test("code that waits for nothing but an answer ends at its deadline, and when it is cancelled", async () => {
  const waits = "await data.wait(1); await data.wait(1); await data.wait()";
  const late = await run(waits, { timeoutMs: 300 });
  assertMatch(late.error!.message, /did not end within 300 ms/);
  const cancelled = await run(waits, { signal: AbortSignal.timeout(300) });
  assertEquals(cancelled.error?.kind, "cancelled");
});
