import { apiOf } from "../../../src/api/method.ts";
import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { CallBudget } from "../../../src/executor/call_budget.ts";
import { run } from "../../../src/executor/run.ts";
import type { Run } from "../../../src/outcome/run.ts";
import { Sandbox, SANDBOX_FLAGS, spawnSandbox } from "../../../src/executor/sandbox_process.ts";
import { inside } from "../../helpers/processes.ts";

const MIB = 2 ** 20;
const LIMIT = 64 * MIB;
/** What a process may be found to use beyond the limit, and how long after it the run may go on. */
const OVERRUN = 150 * MIB;
const LATE_MS = 500;

/** What was seen of a process from outside while it ran. */
interface Watched extends Run {
  /** Resident memory before the code started, and the most that there was. */
  idle: number;
  peak: number;
  /** From the first look that found it over the limit to the end of the run. */
  overMs: number;
}

/** Runs a body in a sandbox and looks at the memory of its process every few milliseconds. */
async function watched(
  body: string,
  { memoryBytes = LIMIT, flags = SANDBOX_FLAGS, timeoutMs = 20_000 } = {},
): Promise<Watched> {
  const setup = {
    inFlight: 1,
    openChars: 1_000,
    logs: { head: 1_000, tail: 1_000, line: 1_000 },
    argumentChars: 1_000,
    resultChars: 10_000,
    memoryBytes,
  };
  let outer = 0;
  const { signal } = new AbortController();
  await using sandbox = await Sandbox.start(setup, 1_000_000, signal, async (args) => {
    const child = await spawnSandbox(args, flags) as Deno.ChildProcess;
    outer = child.pid;
    return child;
  });
  const pid = inside(outer);
  // A shell, since Deno itself wants all permissions for /proc.
  const looks = new Deno.Command("sh", {
    args: ["-c", `while read -r _ pages _ < /proc/${pid}/statm; do echo $pages; sleep 0.005; done`],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let idle = 0;
  let peak = 0;
  let over = 0;
  const looking = (async () => {
    for await (const text of looks.stdout.pipeThrough(new TextDecoderStream())) {
      for (const line of text.trimEnd().split("\n")) {
        const bytes = Number(line) * 4096;
        idle ||= bytes;
        peak = Math.max(peak, bytes);
        if (bytes > idle + memoryBytes) over ||= performance.now();
      }
    }
  })();
  while (idle === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const ran = await run({
    sandbox,
    module: `async () => {\n${body}\n}`,
    api: apiOf([]),
    limits: DEFAULT_LIMITS,
    account: new CallBudget(2 ** 20, 1).open(),
    timeoutMs,
    signal,
  });
  const overMs = over === 0 ? 0 : performance.now() - over;
  sandbox.kill();
  await looking; // it ends with the process
  await looks.status;
  return { ...ran, idle, peak, overMs };
}

/** Ways to fill memory, the fastest included. */
const FILLS: Record<string, string> = {
  "objects": `const all = []; for (;;) all.push({ a: all.length });`,
  "strings":
    `const all = []; for (;;) all.push(("x" + all.length).repeat(1e5).split("").join("."));`,
  "buffers": `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));`,
  "one buffer at once": `new Uint8Array(2 ** 31).fill(1); for (;;);`,
  "buffers between turns": `const all = [];
    for (;;) { all.push(new Uint8Array(1 << 20).fill(1)); await new Promise((r) => setTimeout(r)); }`,
};

for (const [what, body] of Object.entries(FILLS)) {
  Deno.test(`Over the memory limit by ${what}: told within half a second, 150 MB over at most`, async () => {
    const { ending, idle, peak, overMs } = await watched(body);
    assertEquals(ending, { type: "memory" });
    assertLess(overMs, LATE_MS);
    assertGreater(peak, idle);
    assertLess((peak - idle - LIMIT) / MIB, OVERRUN / MIB);
  });
}

Deno.test("Memory that is reserved and not touched does not count", async () => {
  const { ending, peak, idle } = await watched("return new ArrayBuffer(2 ** 31).byteLength");
  assertEquals(ending, { type: "done", result: String(2 ** 31) });
  assertLess(peak - idle, LIMIT);
});

Deno.test("Memory within the limit is the code's", async () => {
  const { ending, peak, idle } = await watched(`
    const kept = new Uint8Array(${LIMIT * 0.6}).fill(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return kept[0]`);
  assertEquals(ending, { type: "done", result: "1" });
  assertGreater(peak - idle, LIMIT * 0.5); // so the look sees what it shall
});

Deno.test("An abort of V8 is told as memory", async () => {
  const flags = SANDBOX_FLAGS.map((flag) =>
    flag.startsWith("--v8-flags=") ? `${flag},--max-old-space-size=50` : flag
  );
  const { ending } = await watched(`const all = []; for (;;) all.push({ a: [all.length] });`, {
    memoryBytes: 2 ** 33,
    flags,
  });
  assertEquals(ending, { type: "memory" });
});

Deno.test("Any other death is told as a crash, with how it came about", async () => {
  const { ending } = await watched(
    `const { default: process } = await import("node:process"); process.abort();`,
  );
  // Deno 2.4 has no node:process left to import once the worker is locked down.
  if (ending.type === "throw") return;
  assert(ending.type === "crash");
  assertMatch(ending.message, /exit code \d+|SIG[A-Z]+/);
});
