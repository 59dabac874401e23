import { assertEquals } from "@std/assert";
import { painter } from "../../../src/cli/terminal/paint.ts";
import { ProgressLine } from "../../../src/cli/terminal/progress_line.ts";
import { report } from "../../../src/cli/terminal/report.ts";
import type { Execution } from "../../../src/executor/executor.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";

function execution(outcome: Outcome): Execution {
  const timing = { totalMs: 12.4, sandboxMs: 10.6, upstreamMs: 8 };
  return { outcome, byMethod: { "memory.readGraph": 1, "memory.openNodes": 20 }, timing };
}

const FAILED: Outcome = {
  status: "error",
  logs: [{ level: "log", text: "on the way" }, { level: "warn", text: "careful" }],
  error: {
    kind: "runtime",
    name: "TypeError",
    message: "x is null",
    line: 2,
    column: 3,
    frame: "1 | let x = null\n2 | x.y\n      ^",
    hint: "Look at x",
  },
  calls: { total: 1, written: 0, byMethod: { "memory.readGraph": 1 } },
};

Deno.test("report tells people what models are told", () => {
  assertEquals(
    report(execution(FAILED), painter(false), true),
    `on the way
careful
TypeError (line 2, column 3): x is null
1 | let x = null
2 | x.y
      ^
Hint: Look at x
Calls made: 1 (memory.readGraph 1); nothing was written.
12 ms; the program ran 11 ms, 8 ms of it waiting for calls`,
  );
});

Deno.test("report paints on a terminal, and only there", () => {
  const plain = report(execution(FAILED), painter(false), true);
  const painted = report(execution(FAILED), painter(true), true);
  assertEquals(painted.includes("\x1b[31m"), true);
  // deno-lint-ignore no-control-regex
  assertEquals(painted.replace(/\x1b\[\d+m/g, ""), plain);
});

Deno.test("report shows a table of calls when all went well, unless it is quiet", () => {
  const well: Outcome = { status: "ok", result: 1, calls: { total: 21 } };
  assertEquals(
    report(execution(well), painter(false), true),
    `memory.readGraph   1
memory.openNodes  20
12 ms; the program ran 11 ms, 8 ms of it waiting for calls`,
  );
  assertEquals(report(execution(well), painter(false), false), "");
});

Deno.test("ProgressLine shows nothing of a short run", async () => {
  let written = "";
  {
    using _line = new ProgressLine((text) => written += text);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  assertEquals(written, "");
});

Deno.test("ProgressLine tells how far a long run is, and goes", async () => {
  let written = "";
  {
    using line = new ProgressLine((text) => written += text);
    line.update({ calls: 7, current: "memory.openNodes" });
    await new Promise((resolve) => setTimeout(resolve, 1_350));
  }
  assertEquals(written.startsWith("\r\x1b[K1 s: 7 calls made, memory.openNodes runs"), true);
  assertEquals(written.endsWith("\r\x1b[K"), true);
});
