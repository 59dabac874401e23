import { assertEquals, assertRejects } from "@std/assert";
import { CallQueue, type QueuedCall } from "../../src/upstream/call_queue.ts";
import { WatchedSignal } from "../helpers/fakes/watched_signal.ts";

const one = new AbortController();
const two = new AbortController();
const three = new AbortController();

function push(
  queue: CallQueue,
  tool: string,
  { signal }: { signal: AbortSignal },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    queue.push({ tool, args: {}, mutates: true, alone: true, signal, resolve, reject });
  });
}

const tools = (queue: CallQueue) => {
  const order: string[] = [];
  while (queue.head) order.push(...queue.take(() => 1).map(({ tool }) => tool));
  return order.join(" ");
};

Deno.test("CallQueue keeps the order of one submission's calls", () => {
  const queue = new CallQueue();
  for (const tool of ["a1", "a2", "a3", "a4"]) push(queue, tool, one);
  assertEquals(tools(queue), "a1 a2 a3 a4");
});

Deno.test("CallQueue lets submissions take turns, however many calls one has waiting", () => {
  const queue = new CallQueue();
  for (const tool of ["a1", "a2", "a3", "a4", "a5"]) push(queue, tool, one);
  push(queue, "b1", two);
  push(queue, "b2", two);
  push(queue, "c1", three);
  assertEquals(tools(queue), "a1 b1 c1 a2 b2 a3 a4 a5");
});

Deno.test("CallQueue puts nothing before the head, which may be on its way", () => {
  const queue = new CallQueue();
  push(queue, "a1", one);
  push(queue, "a2", one);
  queue.take(() => 1);
  push(queue, "b1", two);
  assertEquals(queue.head?.tool, "a2");
  push(queue, "a3", one);
  assertEquals(tools(queue), "a2 b1 a3");
});

Deno.test("CallQueue rejects what an aborted signal leaves waiting, and nothing else", async () => {
  const queue = new CallQueue();
  const ending = new AbortController();
  push(queue, "a1", one);
  const left = push(queue, "x1", ending);
  ending.abort(new Error("ended"));
  await assertRejects(() => left, Error, "ended");
  await assertRejects(() => push(queue, "x2", ending), Error, "ended");
  assertEquals(tools(queue), "a1");
});

Deno.test("CallQueue listens once to a signal, however many calls have it", async () => {
  const queue = new CallQueue();
  const watched = new WatchedSignal();
  const left = ["a1", "a2", "a3"].map((tool) => push(queue, tool, watched));
  assertEquals(watched.listeners, 1);
  watched.controller.abort(new Error("ended"));
  for (const call of left) await assertRejects(() => call, Error, "ended");
});

Deno.test("CallQueue gives as many calls as are asked for, and shows those that wait", () => {
  const queue = new CallQueue();
  for (const tool of ["a1", "a2", "a3"]) push(queue, tool, one);
  const taken = queue.take((waiting) => waiting.length - 1);
  assertEquals(taken.map(({ tool }) => tool), ["a1", "a2"]);
  assertEquals(tools(queue), "a3");
});

Deno.test("CallQueue takes out one call, wherever it is, and leaves the others", () => {
  const queue = new CallQueue();
  for (const tool of ["a1", "a2", "a3", "a4"]) push(queue, tool, one);
  const calls: QueuedCall[] = [];
  queue.take((waiting) => (calls.push(...waiting), 0));
  queue.remove(calls[2]!);
  queue.remove(calls[0]!);
  assertEquals(tools(queue), "a2 a4");
});

Deno.test("CallQueue that is cleared rejects every call with a reason of its own", async () => {
  const queue = new CallQueue();
  const left = [push(queue, "a1", one), push(queue, "b1", two)];
  queue.clear(({ tool }) => new Error(`no ${tool}`));
  assertEquals(queue.head, undefined);
  await assertRejects(() => left[0]!, Error, "no a1");
  await assertRejects(() => left[1]!, Error, "no b1");
});
