/** What an executor leaves among the processes of this machine: no test may run beside these. */
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { Workbench } from "../../helpers/execute.ts";
import { descendants, until } from "../../helpers/processes.ts";

const ENDLESS: Record<string, string> = {
  "a loop that never yields": "while (true) {}",
  "microtasks without end": "for (;;) await null;",
  "a promise that never settles": "await new Promise(() => {});",
  "an interval without end": "setInterval(() => {}, 0); await new Promise(() => {});",
  "a loop after the answer to a call": "await memory.readGraph(); for (;;);",
};

for (const [what, code] of Object.entries(ENDLESS)) {
  Deno.test(`Executor stops ${what}`, async () => {
    await using bench = new Workbench({ timeoutMs: 500 });
    await bench.run("return await memory.readGraph()"); // everything has started
    const { outcome, timing } = await bench.execute(code);
    assertEquals(outcome.error?.kind, "timeout");
    assertLess(timing.sandboxMs, 1_500); // the clock starts with the code, not with its process
    // What is left is the spare and server-memory, and neither computes; a busy core would for ever.
    assertLess(await quietestHalfSecond(), 10);
  });
}

/** The fewest clock ticks (10 ms) that our processes used in one of a few half seconds. */
async function quietestHalfSecond(): Promise<number> {
  const ticks = () => descendants(Deno.pid).reduce((sum, { ticks }) => sum + ticks, 0);
  let fewest = Infinity;
  for (let i = 0; i < 6 && fewest >= 10; i++) {
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 500));
    fewest = Math.min(fewest, ticks() - before);
  }
  return fewest;
}

Deno.test("Executor leaves no process behind", async () => {
  {
    await using bench = new Workbench({ timeoutMs: 300 });
    await Promise.all([bench.run("for (;;);"), bench.run("return 1"), bench.run("throw 1")]);
    assertGreater(descendants(Deno.pid).length, 0);
  }
  await until(() => descendants(Deno.pid).length === 0, 1_000, "all processes have ended");
});
