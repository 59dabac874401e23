import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { apiOf } from "../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { CallTally, describeCall } from "../../src/outcome/call_tally.ts";
import { compose } from "../../src/outcome/compose.ts";
import { type Context, explain } from "../../src/outcome/explain.ts";
import { Logs } from "../../src/outcome/logs.ts";
import type { Outcome } from "../../src/outcome/outcome.ts";
import type { Ending } from "../../src/outcome/run.ts";
import { isSuspicious } from "../../src/outcome/suspicion.ts";

const STOPPED: Ending = { type: "stopped", call: 2, stack: "Error\n    at submission:3:4" };

interface Setting {
  answerChars?: number;
  /** Whether something was read at the end. */
  reads?: boolean;
  logs?: string;
  frame?: string;
}

/** The outcome of a run that has planned a call for each of these arguments. */
function outcomeOf(ending: Ending, planned: readonly unknown[], setting: Setting = {}): Outcome {
  const { answerChars = DEFAULT_LIMITS.answerChars, reads = false, logs = "", frame = "FRAME" } =
    setting;
  const calls = new CallTally();
  planned.forEach((argument, i) => {
    calls.made("s.create");
    calls.plan(i + 1, "s", describeCall("s.create", [argument]));
  });
  if (reads) {
    calls.made("s.list");
    calls.answered(planned.length + 1, "s");
  }
  const kept = new Logs(answerChars);
  if (logs !== "") kept.add({ level: "log", text: logs });
  const run = { ending, calls, logs: kept, elapsedMs: 1, upstreamMs: 0 };
  const context: Context = {
    prepared: {
      mentions: [],
      module: "",
      facts: { returnsValue: false, awaitsInLoop: false, uses: [] },
      locate: (line, column) => ({ line: line - 1, column }),
      place: () => ({ line: 1, column: 1 }),
      frame: () => frame,
    },
    api: apiOf([]),
    limits: { ...DEFAULT_LIMITS, answerChars },
    timeoutMs: 1_000,
  };
  return compose(run, explain(run, context), context);
}

Deno.test("a dry run that had to stop has ended well, and says where and for which call", () => {
  const outcome = outcomeOf(STOPPED, ["a", "b"]);
  assertEquals(outcome, {
    status: "ok",
    planned: [{ method: "s.create", argument: '"a"' }, { method: "s.create", argument: '"b"' }],
    stopped: { line: 2, column: 4, frame: "FRAME", call: { method: "s.create", argument: '"b"' } },
    calls: { total: 2, planned: 2 },
    hint: "The program uses the answer of s.create, which only the real call gives: what it does " +
      "from there on shows when it is run without dry_run",
  });
  const { stopped } = outcomeOf({ ...STOPPED, stack: "Error" }, ["a", "b"]);
  assertEquals(stopped, { call: { method: "s.create", argument: '"b"' } });
});

Deno.test("what was planned is told also of a run that went to its end, and of one that failed", () => {
  const planned = [{ method: "s.create", argument: '"a"' }];
  const done = outcomeOf({ type: "done" }, ["a"]);
  assertEquals([done.planned, done.calls, done.hint], [
    planned,
    { total: 1, planned: 1 },
    undefined,
  ]);
  const failed = outcomeOf({ type: "throw", error: { name: "", message: "x" } }, ["a"]);
  assertEquals([failed.status, failed.planned, failed.stopped], ["error", planned, undefined]);
  assertEquals([failed.calls.planned, failed.calls.written], [1, 0]);
  assertEquals("planned" in outcomeOf({ type: "done" }, []), false);
});

Deno.test("what was read after a planned call is told to be from before it", () => {
  const hint =
    "What was read from s after a planned call does not show what that call would have changed";
  for (const ending of [STOPPED, { type: "done", result: "1" } as const]) {
    assertEquals(outcomeOf(ending, ["a", "b"], { reads: true }).hint, hint);
  }
});

Deno.test("a run that has planned calls is not suspicious: the check of its types has judged it", () => {
  assert(isSuspicious(outcomeOf({ type: "done" }, [])));
  assert(!isSuspicious(outcomeOf({ type: "done" }, ["a"])));
  assert(!isSuspicious(outcomeOf(STOPPED, ["a", "b"])));
});

Deno.test("the outcome keeps to the answer's length, whatever was planned, logged and returned", () => {
  const many = Array<string>(50).fill('"'.repeat(100));
  const logs = "x".repeat(20_000);
  for (const [answerChars, result] of [[8_000, 1_990], [8_000, 6_000], [20_000, 2]] as const) {
    for (const ending of [STOPPED, { type: "done", result: `"${"r".repeat(result)}"` } as const]) {
      const outcome = outcomeOf(ending, many, { answerChars, logs, frame: "f".repeat(2_000) });
      assertLessOrEqual(JSON.stringify(outcome).length, answerChars);
      assertEquals([outcome.calls.planned, outcome.logs?.length], [50, 2]);
    }
  }
  assertEquals(outcomeOf(STOPPED, many).planned!.length, 40);
});
