import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { apiOf, type Method } from "../../src/api/method.ts";
import { UpstreamError, type UpstreamOutcome } from "../../src/api/upstream_error.ts";
import { CallBudget } from "../../src/executor/call_budget.ts";
import { CallLimitError, Calls } from "../../src/executor/calls.ts";
import { ProtocolError } from "../../src/rpc/guards.ts";
import { FakeTime } from "../helpers/fake_time.ts";

/** A call that has reached its method. */
interface Forwarded {
  method: string;
  input: unknown;
  signal: AbortSignal;
  answer: (value?: unknown) => void;
  fail: (error: unknown) => void;
}

interface Setting {
  /** Calls that may be made, and open at a time. */
  calls?: number;
  inFlight?: number;
  /** Longest answer, in characters of JSON. */
  replyChars?: number;
  /** What open calls may weigh, in bytes. */
  bytes?: number;
  /** How long an answer of `data.read` may be, as it says. */
  answerChars?: number;
}

/** The calls of one submission, with a sandbox and two methods that do what a test has them do. */
class Bench {
  readonly calls: Calls;
  readonly forwarded: Forwarded[] = [];
  /** The messages that the sandbox has got. */
  // deno-lint-ignore no-explicit-any -- compared, not used
  readonly sent: any[] = [];
  /** What the sandbox has not taken yet keeps answers back. */
  full = false;
  drained = Promise.resolve();
  taken = Promise.withResolvers<void>();
  #lastId = 0;

  constructor(setting: Setting = {}) {
    const { calls = 1_000, inFlight = 64, replyChars = 1_000, bytes = 1e6 } = setting;
    const method = (name: string, mutates: boolean, answerChars: number): Method => ({
      namespace: "data",
      name,
      mutates,
      answerChars: () => answerChars,
      parse: ([input]) => {
        if (input === "bad") throw new TypeError("Cannot take it");
        return `parsed ${input}`;
      },
      forward: (input, signal) =>
        new Promise((answer, fail) => {
          this.forwarded.push({ method: name, input, signal, answer, fail });
        }),
    });
    const api = apiOf([method("read", false, setting.answerChars ?? 0), method("write", true, 0)]);
    const isFull = () => this.full;
    const caller = {
      sendText: (line: string) => void this.sent.push(JSON.parse(line)),
      drained: () => this.drained,
      get full() {
        return isFull();
      },
      taken: () => this.taken.promise,
    };
    const account = new CallBudget(bytes, 1).open();
    this.calls = new Calls(api, { calls, inFlight, replyChars }, caller, account);
  }

  /** Makes the next call; its message has `chars` characters. */
  call(method: string, args: unknown[] = ["x"], chars = 100): void {
    const id = this.#lastId + 1;
    this.calls.receive({ type: "call", id, method: `data.${method}`, args }, chars);
    this.#lastId = id;
  }

  get methods(): string[] {
    return this.forwarded.map(({ method }) => method);
  }
}

/** Lets what is under way go as far as it goes. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("Calls forwards what a method makes of its arguments, and answers under the call's id", async () => {
  const bench = new Bench();
  bench.call("read", ["a"]);
  bench.call("write", ["b"]);
  await turn();
  assertEquals(bench.forwarded.map(({ input }) => input), ["parsed a", "parsed b"]);
  bench.forwarded[1]!.answer();
  bench.forwarded[0]!.answer({ found: null });
  await turn();
  assertEquals(bench.sent, [
    { type: "reply", id: 2 },
    { type: "reply", id: 1, value: { found: null } },
  ]);
  assertEquals(bench.calls.tally.counts(true), {
    total: 2,
    written: 1,
    byMethod: { "data.read": 1, "data.write": 1 },
  });
});

Deno.test("Calls takes ids in order alone, and methods that are there", () => {
  const { calls } = new Bench();
  const receive = (id: number, method = "data.read") =>
    calls.receive({ type: "call", id, method, args: ["x"] }, 100);
  assertThrows(() => receive(0), ProtocolError, "A call is out of order");
  assertThrows(() => receive(2), ProtocolError, "A call is out of order");
  receive(1);
  assertThrows(() => receive(1), ProtocolError, "A call is out of order");
  assertThrows(() => receive(2, "data.erase"), ProtocolError, 'names no method: "data.erase"');
  receive(2);
});

Deno.test("Calls takes as many open calls as it says, and the next when one is answered", async () => {
  const bench = new Bench({ inFlight: 2 });
  bench.call("read");
  bench.call("read");
  assertThrows(() => bench.call("read"), ProtocolError, "Too many calls are open");
  await turn();
  bench.forwarded[0]!.answer();
  await turn();
  bench.call("read");
});

Deno.test("Calls takes one call however long it is, and others up to the limit of what is open", () => {
  // 1000 characters of arguments at a time, and 1024 for each message around them.
  const most = 1_000 + 2 * 1_024;
  for (const [chars, fits] of [[most - 400, true], [most - 399, false]] as const) {
    const bench = new Bench({ bytes: 2_000 });
    bench.call("read", ["x"], 400);
    if (fits) bench.call("read", ["x"], chars);
    else assertThrows(() => bench.call("read", ["x"], chars), ProtocolError, "too long");
  }
  new Bench({ bytes: 2_000 }).call("read", ["x"], 1e6);
});

Deno.test("Calls forgets the length of a call that is answered", async () => {
  const bench = new Bench({ bytes: 2_000 });
  for (let i = 0; i < 5; i++) {
    bench.call("read", ["x"], 2_000);
    bench.call("read", ["x"], 1_000);
    await turn();
    bench.forwarded.splice(0).forEach(({ answer }) => answer());
    await turn();
    bench.forwarded.splice(0).forEach(({ answer }) => answer());
    await turn();
  }
  assertEquals(bench.sent.length, 10);
});

Deno.test("Calls takes as many calls as it says, those included that were refused", () => {
  const bench = new Bench({ calls: 2 });
  bench.call("read");
  bench.call("read", ["bad"]);
  assertThrows(() => bench.call("read"), CallLimitError, "The code made more than 2 calls");
  assertEquals(bench.calls.tally.counts(false), { total: 2, failed: 1 });
});

Deno.test("Calls refuses at once what a method doesn't take, and doesn't forward it", async () => {
  const bench = new Bench({ inFlight: 1 });
  bench.call("write", ["bad", 1]);
  assertEquals(bench.sent, [
    { type: "refuse", id: 1, name: "TypeError", message: "Cannot take it" },
  ]);
  assertEquals(bench.calls.current, undefined);
  assertEquals(bench.calls.tally.refused(1), {
    call: { method: "data.write", argument: '"bad",1' },
    unavailable: false,
  });
  bench.call("write");
  await turn();
  assertEquals(bench.methods, ["write"]);
});

const upstream = (outcome: UpstreamOutcome, remedy?: string) =>
  new UpstreamError(outcome, "No", {
    server: "s",
    tool: "t",
    ...(remedy === undefined ? {} : { remedy }),
  });

/** How a forwarded mutation can fail, with what the program and the tally say of it. */
const FAILURES: [error: unknown, name: string, message: string, counted: string][] = [
  [upstream("failed"), "Error", "No", "failed"],
  [upstream("unavailable"), "Error", "No", "failed"],
  [upstream("unknown"), "Error", "No", "unknown"],
  [new TypeError("Wrong"), "TypeError", "Wrong", "failed"],
  [new RangeError("Far"), "RangeError", "Far", "failed"],
  [new SyntaxError("Odd"), "Error", "Odd", "failed"],
  ["a text", "Error", "a text", "failed"],
];

Deno.test("Calls passes on why a method failed, and counts what that means", async () => {
  for (const [error, name, message, counted] of FAILURES) {
    const bench = new Bench();
    bench.call("write");
    await turn();
    bench.forwarded[0]!.fail(error);
    await turn();
    assertEquals(bench.sent, [{ type: "refuse", id: 1, name, message }]);
    assertEquals(bench.calls.tally.counts(false), { total: 1, [counted]: 1 });
  }
});

Deno.test("Calls notes whether the server was there, and what can be done about it", async () => {
  const bench = new Bench();
  const errors = [upstream("unavailable", "Run this"), upstream("failed"), new Error("x")];
  for (const _ of errors) bench.call("read", []);
  await turn();
  errors.forEach((error, i) => bench.forwarded[i]!.fail(error));
  await turn();
  const call = { method: "data.read" };
  assertEquals([1, 2, 3].map((id) => bench.calls.tally.refused(id)), [
    { call, unavailable: true, remedy: "Run this" },
    { call, unavailable: false },
    { call, unavailable: false },
  ]);
});

Deno.test("Calls shows 80 characters of a refused call's arguments", () => {
  const bench = new Bench();
  bench.call("read", ["bad", "x".repeat(72)]); // six more are quotes and a comma, and "bad"
  bench.call("read", ["bad", "x".repeat(73)]);
  const shown = (id: number) => bench.calls.tally.refused(id)!.call.argument!;
  assertEquals(shown(1), `"bad","${"x".repeat(72)}"`);
  assertEquals([shown(1).length, shown(2)], [80, `"bad","${"x".repeat(72)}…`]);
});

Deno.test("Calls passes on an answer as long as its limit, and none that is longer but of a write", async () => {
  const bench = new Bench({ replyChars: 100 });
  for (const method of ["read", "read", "write"]) bench.call(method);
  await turn();
  const [fits, long] = ["x".repeat(98), "x".repeat(99)];
  bench.forwarded.forEach(({ answer }, i) => answer([fits, long, long][i]));
  await turn();
  assertEquals(bench.sent, [
    { type: "reply", id: 1, value: fits },
    {
      type: "refuse",
      id: 2,
      name: "RangeError",
      message: "The answer to data.read is 101 characters of JSON, the limit is 100: ask for less",
    },
    { type: "reply", id: 3, value: long },
  ]);
  assertEquals(bench.calls.tally.counts(true).written, 1);
});

Deno.test("Calls forwards nothing while the sandbox doesn't read", async () => {
  const bench = new Bench();
  const { promise, resolve } = Promise.withResolvers<void>();
  bench.drained = promise;
  bench.call("read");
  await turn();
  assertEquals([bench.methods, bench.calls.current], [[], "data.read"]);
  resolve();
  await turn();
  assertEquals(bench.methods, ["read"]);
});

Deno.test("Calls keeps answers back, but not what they mean, while the sandbox is full", async () => {
  const bench = new Bench();
  bench.call("write");
  await turn();
  bench.full = true;
  bench.forwarded[0]!.answer("done");
  await turn();
  assertEquals([bench.sent, bench.calls.tally.counts(true).written], [[], 1]);
  const { resolve } = bench.taken;
  bench.taken = Promise.withResolvers();
  resolve(); // it has taken some, and is full still
  await turn();
  assertEquals(bench.sent, []);
  bench.full = false;
  bench.taken.resolve();
  await turn();
  assertEquals(bench.sent, [{ type: "reply", id: 1, value: "done" }]);
});

Deno.test("Calls has calls wait in order that weigh too much, by arguments and answers", async () => {
  // Each weighs twice its 100 characters, and its answer of 300, which the limit makes 200.
  const bench = new Bench({ bytes: 800, answerChars: 300, replyChars: 200 });
  for (const input of ["a", "b", "c", "d"]) bench.call("read", [input]);
  await turn();
  const reached = () => bench.forwarded.map(({ input }) => input);
  assertEquals(reached(), ["parsed a", "parsed b"]);
  bench.forwarded[1]!.answer();
  await turn();
  assertEquals(reached(), ["parsed a", "parsed b", "parsed c"]);
  assertEquals(bench.calls.current, "data.read");
  bench.forwarded[0]!.answer();
  bench.forwarded[2]!.answer();
  await turn();
  assertEquals(reached().at(-1), "parsed d");
  const tight = new Bench({ bytes: 799, answerChars: 300, replyChars: 200 });
  tight.call("read");
  tight.call("read");
  await turn();
  assertEquals(tight.methods.length, 1);
});

Deno.test("Calls names the method of the oldest call that is open", async () => {
  const bench = new Bench();
  assertEquals(bench.calls.current, undefined);
  bench.call("write");
  bench.call("read");
  assertEquals(bench.calls.current, "data.write");
  await turn();
  bench.forwarded[0]!.answer();
  await turn();
  assertEquals(bench.calls.current, "data.read");
  bench.forwarded[1]!.answer();
  await turn();
  assertEquals(bench.calls.current, undefined);
});

Deno.test("Calls counts the time in which at least one call is open", async () => {
  using time = new FakeTime();
  const bench = new Bench();
  await time.pass(5);
  bench.call("read");
  await time.pass(10);
  assertEquals(bench.calls.upstreamMs, 10);
  bench.call("read");
  await time.pass(10);
  bench.forwarded[0]!.answer();
  await time.pass(10);
  bench.forwarded[1]!.answer();
  await time.pass(100);
  assertEquals(bench.calls.upstreamMs, 30);
  bench.call("read");
  await time.pass(7);
  bench.forwarded[2]!.answer();
  await time.settle();
  assertEquals(bench.calls.upstreamMs, 37);
});

Deno.test("Calls that end without an open call end at once", async () => {
  using time = new FakeTime();
  const bench = new Bench();
  bench.call("read");
  await time.settle();
  bench.forwarded[0]!.answer();
  await time.settle();
  await bench.calls.end(500);
  assertEquals([time.now, time.pending], [0, 0]);
});

Deno.test("Calls that end drop what has not been forwarded", async () => {
  using time = new FakeTime();
  const bench = new Bench({ bytes: 400 });
  for (let i = 0; i < 4; i++) bench.call("write"); // two of them weigh too much
  await time.settle();
  assertEquals(bench.methods.length, 2);
  const ending = bench.calls.end(500);
  await time.settle();
  assertEquals(bench.calls.tally.counts(false), { total: 4, dropped: 2 });
  for (const { signal, fail } of bench.forwarded) fail(signal.reason); // not on their way yet
  await ending;
  assertEquals([time.now, time.pending], [0, 0]);
  assertEquals(bench.calls.tally.counts(false), { total: 4, dropped: 4 });
  assertEquals(bench.methods.length, 2);
  assertMatch(bench.sent[0].message, /The submission has ended/);
});

Deno.test("Calls that end wait for answers, and what a write without one did is unknown", async () => {
  using time = new FakeTime();
  const bench = new Bench();
  for (const method of ["write", "write", "read"]) bench.call(method);
  await time.settle();
  let ended = false;
  const ending = bench.calls.end(500).then(() => ended = true);
  await time.pass(100);
  bench.forwarded[0]!.answer();
  await time.pass(399);
  assertEquals(ended, false);
  await time.pass(1);
  await ending;
  const counts = { total: 3, written: 1, unknown: 1, dropped: 1 };
  const { byMethod: _, ...counted } = bench.calls.tally.counts(true);
  assertEquals(counted, counts);
  assertEquals(bench.sent, []); // the sandbox is gone
  bench.forwarded[1]!.answer(); // too late to be counted
  bench.forwarded[2]!.fail(new Error("x"));
  await time.settle();
  const { byMethod: __, ...later } = bench.calls.tally.counts(true);
  assertEquals(later, counts);
});

Deno.test("Calls that end have answers wait no longer for a sandbox that is full", async () => {
  using time = new FakeTime();
  const bench = new Bench();
  bench.call("write");
  await time.settle();
  bench.full = true;
  bench.forwarded[0]!.answer("x".repeat(100));
  await time.settle();
  await bench.calls.end(500);
  assertEquals([time.now, bench.sent], [0, []]);
  assertEquals(bench.calls.tally.counts(true).written, 1);
});
