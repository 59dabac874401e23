import { assertEquals } from "@std/assert";
import { CallBench } from "../helpers/fakes/call_bench.ts";

/** Lets what is under way go as far as it goes. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A bench whose gate a test opens, with how often it was asked. */
function gated() {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let asked = 0;
  const bench = new CallBench({
    gate: () => {
      asked++;
      return promise;
    },
  });
  return { bench, open: resolve, asked: () => asked };
}

Deno.test("Calls forwards reads while the first write waits at the gate, and asks once", async () => {
  const { bench, open, asked } = gated();
  bench.call("read", ["a"]);
  await turn();
  assertEquals([bench.methods, asked()], [["read"], 0]);
  bench.call("write", ["b"]);
  bench.call("write", ["c"]);
  await turn();
  assertEquals([bench.methods, asked()], [["read"], 1]);
  open(true);
  await turn();
  bench.call("write", ["d"]);
  await turn();
  assertEquals([bench.methods, asked()], [["read", "write", "write", "write"], 1]);
});

Deno.test("Calls keeps what was called after a write behind it", async () => {
  const { bench, open } = gated();
  bench.call("write", ["a"]);
  bench.call("read", ["b"]);
  await turn();
  assertEquals(bench.methods, []);
  open(true);
  await turn();
  assertEquals(bench.forwarded.map(({ input }) => input), ["parsed a", "parsed b"]);
});

Deno.test("Calls forwards no write while the gate stays shut, and drops it at the end", async () => {
  const { bench, open } = gated();
  bench.call("write", ["a"]);
  open(false);
  await turn();
  await bench.calls.end(10);
  assertEquals(bench.methods, []);
  const { written, dropped, unknown } = bench.calls.tally.counts(true);
  assertEquals({ written, dropped, unknown }, { written: 0, dropped: 1, unknown: undefined });
});

Deno.test("Calls forwards no write whose gate opens after the end", async () => {
  const { bench, open } = gated();
  bench.call("write", ["a"]);
  const ending = bench.calls.end(10);
  open(true);
  await ending;
  await turn();
  assertEquals(bench.methods, []);
});
