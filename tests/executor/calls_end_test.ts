import { assertEquals, assertMatch } from "@std/assert";
import { UpstreamError } from "../../src/api/upstream_error.ts";
import { CallBench } from "../helpers/fakes/call_bench.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";

Deno.test("Calls that end without an open call end at once", async () => {
  using time = new FakeTime();
  const bench = new CallBench();
  bench.call("read");
  await time.settle();
  bench.forwarded[0]!.answer();
  await time.settle();
  await bench.calls.end(500);
  assertEquals([time.now, time.pending], [0, 0]);
});

Deno.test("Calls that end drop what has not been forwarded", async () => {
  using time = new FakeTime();
  const bench = new CallBench({ bytes: 400 });
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
  const bench = new CallBench();
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
  const by = { "data.write": 1 };
  const counts = { total: 3, written: 1, writtenBy: by, unknown: 1, unknownBy: by, dropped: 1 };
  const { byMethod: _, ...counted } = bench.calls.tally.counts(true);
  assertEquals(counted, counts);
  assertEquals(bench.sent, []); // the sandbox is gone
  bench.forwarded[1]!.answer(); // too late to be counted
  bench.forwarded[2]!.fail(new Error("x"));
  await time.settle();
  const { byMethod: __, ...later } = bench.calls.tally.counts(true);
  assertEquals(later, counts);
});

Deno.test("Calls that end weigh in the budget of others until they are answered", async () => {
  using time = new FakeTime();
  const bench = new CallBench({ bytes: 1_000 });
  bench.call("write");
  await time.settle();
  assertEquals(bench.budget.share, 1_000);
  const ending = bench.calls.end(500);
  assertEquals(bench.budget.share, 800);
  await time.pass(500);
  await ending;
  assertEquals(bench.budget.share, 800);
  bench.forwarded[0]!.answer();
  await time.settle();
  assertEquals(bench.budget.share, 1_000);
});

Deno.test("Calls that end count a write by what its failure means", async () => {
  for (const [outcome, counted] of [["unknown", "unknown"], ["failed", "failed"]] as const) {
    using time = new FakeTime();
    const bench = new CallBench();
    bench.call("write");
    await time.settle();
    const ending = bench.calls.end(500);
    const error = new UpstreamError(outcome, "No", { server: "s", tool: "t" });
    bench.forwarded[0]!.fail(error);
    await ending;
    const { unknownBy, ...counts } = bench.calls.tally.counts(false);
    assertEquals(counts, { total: 1, [counted]: 1 });
    assertEquals(unknownBy, counted === "unknown" ? { "data.write": 1 } : undefined);
  }
});

Deno.test("Calls that end have answers wait no longer for a sandbox that is full", async () => {
  using time = new FakeTime();
  const bench = new CallBench();
  bench.call("write");
  await time.settle();
  bench.full = true;
  bench.forwarded[0]!.answer("x".repeat(100));
  await time.settle();
  await bench.calls.end(500);
  assertEquals([time.now, bench.sent], [0, []]);
  assertEquals(bench.calls.tally.counts(true).written, 1);
});
