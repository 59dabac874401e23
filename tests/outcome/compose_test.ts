import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { apiOf, type Method } from "../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { CallTally } from "../../src/outcome/call_tally.ts";
import { compose } from "../../src/outcome/compose.ts";
import type { Context } from "../../src/outcome/explain.ts";
import { Logs } from "../../src/outcome/logs.ts";
import type { Outcome, SubmissionError } from "../../src/outcome/outcome.ts";
import type { Ending } from "../../src/outcome/run.ts";

const method = (name: string, mutates: boolean): Method => ({
  namespace: "data",
  name,
  mutates,
  parse: () => undefined,
  forward: () => Promise.reject(new Error("not called")),
});

/** A module whose places lie a line higher in the submitted text, but for its first line. */
function context(answerChars = DEFAULT_LIMITS.answerChars, returnsValue = true): Context {
  return {
    prepared: {
      mentions: [],
      module: "",
      facts: { returnsValue, awaitsInLoop: false, uses: [] },
      locate: (line, column) => line > 1 ? { line: line - 1, column } : undefined,
      place: () => ({ line: 1, column: 1 }),
      frame: () => "",
    },
    api: apiOf([
      method("read", false),
      method("write", true),
      { ...method("remove", true), answersNothing: true },
    ]),
    limits: { ...DEFAULT_LIMITS, answerChars },
    timeoutMs: 1_000,
  };
}

interface Setting {
  logs?: readonly string[];
  calls?: readonly string[];
  error?: SubmissionError;
  answerChars?: number;
  logChars?: number;
  returnsValue?: boolean;
}

function outcomeOf(ending: Ending, setting: Setting = {}): Outcome {
  const { logs = [], calls = [], error, answerChars, logChars, returnsValue } = setting;
  const kept = new Logs(DEFAULT_LIMITS.answerChars);
  for (const text of logs) kept.add({ level: "log", text });
  const tally = new CallTally();
  for (const name of calls) tally.made(name);
  const run = { ending, calls: tally, logs: kept, elapsedMs: 1, upstreamMs: 0 };
  const made = context(answerChars, returnsValue);
  const limits = { ...made.limits, ...(logChars === undefined ? {} : { logChars }) };
  return compose(run, error, { ...made, limits });
}

const done = (result: string): Ending => ({ type: "done", result });
const crash = (message: string): Outcome => ({
  status: "error",
  error: { kind: "crash", message },
  calls: { total: 0 },
});
const ERROR: SubmissionError = { kind: "runtime", message: "x" };

Deno.test("the outcome of a run that ended well has its result and its count of calls", () => {
  const outcome = outcomeOf(done('{"a":[1,null]}'), { calls: ["data.write"] });
  assertEquals(outcome, { status: "ok", result: { a: [1, null] }, calls: { total: 1 } });
});

Deno.test("a result that is false or null is one, and undefined is none", () => {
  for (const value of [false, null, 0, ""]) {
    const outcome = outcomeOf(done(JSON.stringify(value)));
    assertEquals(outcome, { status: "ok", result: value, calls: { total: 0 } });
  }
  assertEquals(outcomeOf({ type: "done" }, { calls: ["data.write"] }), {
    status: "ok",
    calls: { total: 1 },
  });
});

Deno.test("a returned undefined gets a hint, unless all that was called writes or one answers nothing", () => {
  const hint = (calls: string[], returnsValue = true) =>
    outcomeOf({ type: "done" }, { calls, returnsValue }).hint?.slice(0, 29);
  assertEquals(hint([]), "What was returned is undefine");
  assertEquals(hint(["data.read", "data.write"]), "What was returned is undefine");
  assertEquals(hint([], false), "Nothing was returned or logge");
  assertEquals(hint(["data.read"], false), "Nothing was returned or logge");
  for (const returnsValue of [true, false]) {
    assertEquals(hint(["data.write"], returnsValue), undefined);
  }
  assertEquals(hint(["data.read", "data.remove"]), undefined);
});

Deno.test("calls that were answered after the return are told, with what was written", () => {
  const calls = ["data.write", "data.read"];
  const { calls: counts, hint } = outcomeOf({ ...done("0"), late: 2 } as Ending, { calls });
  assertEquals(counts, { total: 2, written: 0, byMethod: { "data.write": 1, "data.read": 1 } });
  assertStringIncludes(hint!, "2 calls were answered only after the program had returned");
  // What the sandbox says is no more than what was called.
  assertStringIncludes(
    outcomeOf({ ...done("0"), late: 1e9 } as Ending, { calls }).hint!,
    "2 calls",
  );
  assertEquals(outcomeOf({ ...done("0"), late: 1 } as Ending).hint, undefined);
});

Deno.test("the outcome of a run that failed has the error, the logs and the calls by method", () => {
  const setting = { logs: ["a"], calls: ["data.write", "data.read", "data.write"], error: ERROR };
  assertEquals(outcomeOf({ type: "throw", error: { name: "", message: "x" } }, setting), {
    status: "error",
    logs: [{ level: "log", text: "a" }],
    error: ERROR,
    calls: { total: 3, written: 0, byMethod: { "data.write": 2, "data.read": 1 } },
  });
});

Deno.test("a run that failed has no result and no hint beside its error", () => {
  const setting = { calls: ["data.read"], error: ERROR, returnsValue: false };
  const outcome = outcomeOf(done("1"), setting);
  assertEquals(Object.keys(outcome), ["status", "error", "calls"]);
});

Deno.test("a result may be as long as the answer, and no longer", () => {
  const text = JSON.stringify("x".repeat(7_998));
  assertEquals(outcomeOf(done(text), { answerChars: 8_000 }).status, "ok");
  assertEquals(
    outcomeOf(done(text), { answerChars: 7_999 }),
    crash("The sandbox sent a result over the limit"),
  );
});

Deno.test("a result may nest 500 levels deep, and no deeper", () => {
  const nested = (levels: number) => done("[".repeat(levels) + "]".repeat(levels));
  assertEquals(outcomeOf(nested(500)).status, "ok");
  assertEquals(outcomeOf(nested(501)), crash("The sandbox sent a result that is nested too deep"));
});

Deno.test("a result that is no JSON ends the run as a crash, which tells its calls", () => {
  const outcome = outcomeOf(done("{"), { calls: ["data.read"] });
  assertEquals(outcome, {
    ...crash("The sandbox sent a result that is not JSON"),
    calls: { total: 1, written: 0, byMethod: { "data.read": 1 } },
  });
});

Deno.test("the full size of a result that was cut is told, with what to do", () => {
  const outcome = outcomeOf({ type: "done", result: '"x"', size: 9_000 });
  assertEquals(outcome.truncated, { result: 9_000 });
  assertEquals(outcome.hint?.startsWith("The result was cut"), true);
});

Deno.test("a run that read and gave back nothing has a hint", () => {
  const forgotten = { calls: ["data.read"], returnsValue: false };
  const hint = 'Nothing was returned or logged: end the code with "return"';
  assertEquals(outcomeOf({ type: "done" }, forgotten).hint, hint);
  assertEquals(
    outcomeOf({ type: "done" }, { ...forgotten, calls: ["data.write"] }).hint,
    undefined,
  );
  assertEquals(outcomeOf({ type: "done" }, { ...forgotten, logs: ["x"] }).hint, undefined);
});

Deno.test("places in logs are those of the submitted text", () => {
  const { logs } = outcomeOf({ type: "done" }, {
    logs: ["at submission:5:2 and submission:1:1", "plain"],
  });
  assertEquals(logs, [
    { level: "log", text: "at line 4:2 and submission:1:1" },
    { level: "log", text: "plain" },
  ]);
});

/** What each of these entries takes: its JSON and a comma. */
const ENTRIES = ["a".repeat(3_000), "b".repeat(3_000)];
const ENTRY_CHARS = JSON.stringify({ level: "log", text: ENTRIES[0] }).length + 1;

Deno.test("logs get what the result and the rest leave of the answer, to the character", () => {
  const result = JSON.stringify("r".repeat(2_000));
  const rest = '{"calls":{"total":0}}'.length + 500;
  const answerChars = 2 * ENTRY_CHARS + result.length + rest;
  const fits = outcomeOf(done(result), { logs: ENTRIES, answerChars });
  assertEquals([fits.logs?.length, fits.truncated], [2, undefined]);
  const cut = outcomeOf(done(result), { logs: ENTRIES, answerChars: answerChars - 1 });
  assertEquals(cut.truncated, { logs: 6_000 });
  assertEquals(cut.result, fits.result);
});

Deno.test("logs get what the error and the rest leave of the answer, to the character", () => {
  const error: SubmissionError = { kind: "runtime", message: "m".repeat(1_000) };
  const rest = JSON.stringify({ error, calls: { total: 0 } }).length + 500;
  const answerChars = 2 * ENTRY_CHARS + rest;
  const ending: Ending = { type: "timeout" };
  assertEquals(outcomeOf(ending, { logs: ENTRIES, error, answerChars }).truncated, undefined);
  const cut = outcomeOf(ending, { logs: ENTRIES, error, answerChars: answerChars - 1 });
  assertEquals(cut.truncated, { logs: 6_000 });
});

Deno.test("logs beside a result or an error take 8 000 characters, unless more is asked for", () => {
  const logs = Array.from({ length: 1_000 }, (_, i) => `entry ${i}`);
  const chars = (ending: Ending, setting: Setting = {}) => {
    const outcome = outcomeOf(ending, { logs, ...setting });
    assertEquals([outcome.logs?.at(0)?.text, outcome.logs?.at(-1)?.text], ["entry 0", "entry 999"]);
    return Math.round(JSON.stringify(outcome.logs).length / 1_000);
  };
  assertEquals(chars(done("1")), 8);
  assertEquals(chars({ type: "timeout" }, { error: ERROR }), 8);
  const whole = chars({ type: "done" }); // they are the answer
  assertEquals(whole > 30, true);
  assertEquals(chars(done("1"), { answerChars: DEFAULT_LIMITS.answerChars + 1 }), whole);
  assertEquals(chars(done("1"), { logChars: 6_000 }), 12);
});

Deno.test("the outcome keeps to the answer's length, whatever was logged and returned", () => {
  const logs = Array.from({ length: 200 }, (_, i) => `entry ${i} ${"x".repeat(i * 10)}`);
  for (const length of [0, 2_000, 4_000, 7_000]) {
    const ending: Ending = {
      type: "done",
      result: JSON.stringify("r".repeat(length)),
      size: 1e6,
    };
    const outcome = outcomeOf(ending, { logs, answerChars: 8_000, calls: ["data.read"] });
    assertLessOrEqual(JSON.stringify(outcome).length, 8_000);
    assertEquals(outcome.truncated, {
      result: 1e6,
      logs: logs.reduce((sum, text) => sum + text.length, 0),
    });
  }
});
