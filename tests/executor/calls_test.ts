import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { UpstreamError, type UpstreamOutcome } from "../../src/api/upstream_error.ts";
import { CallLimitError } from "../../src/executor/calls.ts";
import { ProtocolError } from "../../src/rpc/guards.ts";
import { CallBench } from "../helpers/fakes/call_bench.ts";
import { usedHeap } from "../helpers/used_heap.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";

/** Lets what is under way go as far as it goes. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("Calls forwards what a method makes of its arguments, and answers under the call's id", async () => {
  const bench = new CallBench();
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
    writtenBy: { "data.write": 1 },
    byMethod: { "data.read": 1, "data.write": 1 },
  });
});

Deno.test("Calls takes ids in order alone, and methods that are there", () => {
  const { calls } = new CallBench();
  const receive = (id: number, method = "data.read") =>
    calls.receive({ type: "call", id, method, args: ["x"] }, 100);
  assertThrows(() => receive(0), ProtocolError, "A call is out of order");
  assertThrows(() => receive(2), ProtocolError, "A call is out of order");
  receive(1);
  assertThrows(() => receive(1), ProtocolError, "A call is out of order");
  assertThrows(() => receive(2, "data.erase"), ProtocolError, 'names no method: "data.erase"');
  assertThrows(() => receive(2, "data.leftOut"), ProtocolError, 'names no method: "data.leftOut"');
  receive(2);
});

Deno.test("Calls takes as many open calls as it says, and the next when one is answered", async () => {
  const bench = new CallBench({ inFlight: 2 });
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
    const bench = new CallBench({ bytes: 2_000 });
    bench.call("read", ["x"], 400);
    if (fits) bench.call("read", ["x"], chars);
    else assertThrows(() => bench.call("read", ["x"], chars), ProtocolError, "too long");
  }
  new CallBench({ bytes: 2_000 }).call("read", ["x"], 1e6);
});

Deno.test("Calls forgets the length of a call that is answered", async () => {
  const bench = new CallBench({ bytes: 2_000 });
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
  const bench = new CallBench({ calls: 2 });
  bench.call("read");
  bench.call("read", ["bad"]);
  assertThrows(() => bench.call("read"), CallLimitError, "The code made more than 2 calls");
  assertEquals(bench.calls.tally.counts(false), { total: 2, failed: 1 });
});

Deno.test("Calls refuses at once what a method doesn't take, and doesn't forward it", async () => {
  const bench = new CallBench({ inFlight: 1 });
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
    const bench = new CallBench();
    bench.call("write");
    await turn();
    bench.forwarded[0]!.fail(error);
    await turn();
    assertEquals(bench.sent, [{ type: "refuse", id: 1, name, message }]);
    const { unknownBy, ...counts } = bench.calls.tally.counts(false);
    assertEquals(counts, { total: 1, [counted]: 1 });
    assertEquals(unknownBy, counted === "unknown" ? { "data.write": 1 } : undefined);
  }
});

Deno.test("Calls notes whether the server was there, and what can be done about it", async () => {
  const bench = new CallBench();
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
  const bench = new CallBench();
  bench.call("read", ["bad", "x".repeat(72)]); // six more are quotes and a comma, and "bad"
  bench.call("read", ["bad", "x".repeat(73)]);
  const shown = (id: number) => bench.calls.tally.refused(id)!.call.argument!;
  assertEquals(shown(1), `"bad","${"x".repeat(72)}"`);
  assertEquals([shown(1).length, shown(2)], [80, `"bad","${"x".repeat(72)}…`]);
});

Deno.test("Calls keeps of a refused call's arguments no more than it shows", () => {
  const bench = new CallBench();
  const before = usedHeap();
  for (let i = 0; i < 40; i++) bench.call("read", ["bad", `${i}`.padEnd(2 ** 20)]);
  assertLess(usedHeap() - before, 8 * 2 ** 20);
  assertEquals(bench.calls.tally.counts(false), { total: 40, failed: 40 });
});

Deno.test("Calls passes on an answer as long as its limit, and none that is longer but of a write", async () => {
  const bench = new CallBench({ replyChars: 100 });
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
  const bench = new CallBench();
  const { promise, resolve } = Promise.withResolvers<void>();
  bench.draining = promise;
  bench.call("read");
  await turn();
  assertEquals([bench.methods, bench.calls.current], [[], "data.read"]);
  resolve();
  await turn();
  assertEquals(bench.methods, ["read"]);
});

Deno.test("Calls keeps answers back, but not what they mean, while the sandbox is full", async () => {
  const bench = new CallBench();
  bench.call("write");
  await turn();
  bench.full = true;
  bench.forwarded[0]!.answer("done");
  await turn();
  assertEquals([bench.sent, bench.calls.tally.counts(true).written], [[], 1]);
  const { resolve } = bench.taking;
  bench.taking = Promise.withResolvers();
  resolve(); // it has taken some, and is full still
  await turn();
  assertEquals(bench.sent, []);
  bench.full = false;
  bench.taking.resolve();
  await turn();
  assertEquals(bench.sent, [{ type: "reply", id: 1, value: "done" }]);
});

Deno.test("Calls has calls wait in order that weigh too much, by arguments and answers", async () => {
  // Each weighs twice its 100 characters, and its answer of 300, which the limit makes 200.
  const bench = new CallBench({ bytes: 800, answerChars: 300, replyChars: 200 });
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
  const tight = new CallBench({ bytes: 799, answerChars: 300, replyChars: 200 });
  tight.call("read");
  tight.call("read");
  await turn();
  assertEquals(tight.methods.length, 1);
});

Deno.test("Calls names the method of the oldest call that is open", async () => {
  const bench = new CallBench();
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
  const bench = new CallBench();
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
