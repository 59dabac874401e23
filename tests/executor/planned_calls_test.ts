import { assertEquals } from "@std/assert";
import { Planned } from "../../src/api/method.ts";
import { CallBench } from "../helpers/fakes/call_bench.ts";

/** Lets what is under way go as far as it goes. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("Calls says of a planned call that it was not made, and counts it as nothing else", async () => {
  const bench = new CallBench();
  bench.call("write", ["a"]);
  bench.call("write", ["b"]);
  await turn();
  bench.forwarded[0]!.answer(new Planned());
  bench.forwarded[1]!.answer(new Planned(true));
  await turn();
  assertEquals(bench.sent, [
    { type: "reply", id: 1, planned: "data.write" },
    { type: "reply", id: 2 },
  ]);
  await bench.calls.end(0);
  const { tally } = bench.calls;
  assertEquals(tally.counts(false), { total: 2, planned: 2 });
  assertEquals(tally.counts(true).written, 0);
  assertEquals(tally.firstPlanned, [
    { method: "data.write", argument: '"a"' },
    { method: "data.write", argument: '"b"' },
  ]);
  assertEquals([tally.planned(1)?.argument, tally.planned(3)], ['"a"', undefined]);
});

Deno.test("Calls keeps the first 40 planned calls in the order in which they were made, 80 characters of each", async () => {
  const bench = new CallBench();
  for (let i = 0; i < 41; i++) bench.call("write", [`${i} ${"x".repeat(100)}`]);
  await turn();
  for (const { answer } of bench.forwarded.toReversed()) answer(new Planned());
  await turn();
  const { firstPlanned } = bench.calls.tally;
  assertEquals(firstPlanned.length, 40);
  assertEquals(firstPlanned.map(({ argument }) => parseInt(argument!.slice(1))), [
    ...Array(40).keys(),
  ]);
  assertEquals(firstPlanned[0]!.argument!.length, 80);
  assertEquals(bench.calls.tally.counts(false).planned, 41);
});

Deno.test("Calls knows what was read after a planned call, and what before", async () => {
  const bench = new CallBench();
  for (const method of ["read", "write", "read"]) bench.call(method);
  await turn();
  const [before, write, after] = bench.forwarded;
  write!.answer(new Planned());
  await turn();
  before!.answer("late");
  await turn();
  assertEquals(bench.calls.tally.stale, undefined);
  after!.answer("late");
  await turn();
  assertEquals(bench.calls.tally.stale, "data");
});

Deno.test("Calls drops a call that is planned only when the code has ended", async () => {
  const bench = new CallBench();
  bench.call("write");
  await turn();
  const end = bench.calls.end(1_000);
  bench.forwarded[0]!.answer(new Planned());
  await end;
  assertEquals(bench.calls.tally.counts(false), { total: 1, dropped: 1 });
  assertEquals(bench.calls.tally.firstPlanned, []);
});
