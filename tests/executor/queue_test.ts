import { assertEquals, assertRejects } from "@std/assert";
import { Queue, QueueError } from "../../src/executor/queue.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";
import { delay } from "../helpers/servers/memory_servers.ts";
import { WatchedSignal } from "../helpers/fakes/watched_signal.ts";

const { signal } = new AbortController();
/** Longer than any test takes. */
const PATIENCE_MS = 60_000;

/** Takes a place and notes it; resolves with the place. */
async function enter(queue: Queue, name: string, entered: string[]): Promise<Disposable> {
  const place = await queue.take(signal);
  entered.push(name);
  return place;
}

Deno.test("Queue gives as many places as it has, and not one more", async () => {
  const queue = new Queue(2, 1, PATIENCE_MS);
  const entered: string[] = [];
  const first = await enter(queue, "first", entered);
  using _second = await enter(queue, "second", entered);
  const third = enter(queue, "third", entered);
  await delay(0);
  assertEquals(entered, ["first", "second"]);
  first[Symbol.dispose]();
  using _third = await third;
  assertEquals(entered, ["first", "second", "third"]);
});

Deno.test("Queue gives a place that becomes free to the submission that has waited longest", async () => {
  const queue = new Queue(1, 3, PATIENCE_MS);
  const entered: string[] = [];
  const holder = await queue.take(signal);
  const waiting = ["a", "b", "c"].map((name) => enter(queue, name, entered));
  holder[Symbol.dispose]();
  for (const place of waiting) {
    await delay(0); // the next one waits until the place is given back
    (await place)[Symbol.dispose]();
  }
  assertEquals(entered, ["a", "b", "c"]);
});

Deno.test("Queue gives one free place to one submission", async () => {
  const queue = new Queue(1, 2, PATIENCE_MS);
  const entered: string[] = [];
  const holder = await queue.take(signal);
  const [a, b] = [enter(queue, "a", entered), enter(queue, "b", entered)];
  holder[Symbol.dispose]();
  await delay(0);
  assertEquals(entered, ["a"]);
  (await a)[Symbol.dispose]();
  (await b)[Symbol.dispose]();
});

Deno.test("Queue keeps the places that are given back for later", async () => {
  const queue = new Queue(2, 0, PATIENCE_MS);
  for (let round = 0; round < 3; round++) {
    using _one = await queue.take(signal);
    using _two = await queue.take(signal);
    await assertRejects(() => queue.take(signal), QueueError);
  }
});

Deno.test("Queue lets as many wait as it says, and refuses the next at once", async () => {
  const queue = new Queue(1, 2, PATIENCE_MS);
  const holder = await queue.take(signal);
  const waiting = [queue.take(signal), queue.take(signal)];
  await assertRejects(
    () => queue.take(signal),
    QueueError,
    "Cannot run the code: 2 other submissions wait already: try again later",
  );
  holder[Symbol.dispose]();
  for (const place of waiting) (await place)[Symbol.dispose]();
});

Deno.test("Queue refuses a submission that has waited too long, and then another may wait", async () => {
  using time = new FakeTime();
  const queue = new Queue(1, 1, 1_500);
  const holder = await queue.take(signal);
  let refused = false;
  const late = assertRejects(
    () => queue.take(signal).finally(() => refused = true),
    QueueError,
    "Cannot run the code: it waited 1.5 s for others to end: try again later",
  );
  await time.pass(1_499);
  assertEquals(refused, false);
  await time.pass(1);
  await late;
  const next = queue.take(signal);
  holder[Symbol.dispose]();
  (await next)[Symbol.dispose]();
});

Deno.test("Queue rejects with the reason of a signal that is aborted while it waits", async () => {
  const queue = new Queue(1, 1, PATIENCE_MS);
  const entered: string[] = [];
  const holder = await queue.take(signal);
  const leaving = new AbortController();
  const left = queue.take(leaving.signal);
  leaving.abort(new Error("gone"));
  await assertRejects(() => left, Error, "gone");
  const next = enter(queue, "next", entered); // the only place in the line is free again
  holder[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  assertEquals(entered, ["next"]);
});

Deno.test("Queue gives no place to a signal that is aborted already", async () => {
  const queue = new Queue(1, 0, PATIENCE_MS);
  await assertRejects(() => queue.take(AbortSignal.abort(new Error("gone"))), Error, "gone");
  (await queue.take(signal))[Symbol.dispose]();
});

Deno.test("Queue listens to a signal as long as its submission waits, and no longer", async () => {
  using time = new FakeTime();
  const queue = new Queue(1, 1, PATIENCE_MS);
  const holder = await queue.take(signal);
  const [late, served] = [new WatchedSignal(), new WatchedSignal()];
  const refused = assertRejects(() => queue.take(late.signal), QueueError);
  assertEquals(late.listeners, 1);
  await time.pass(PATIENCE_MS);
  await refused;
  assertEquals(late.listeners, 0);
  const place = queue.take(served.signal);
  holder[Symbol.dispose]();
  (await place)[Symbol.dispose]();
  assertEquals(served.listeners, 0);
});

Deno.test("Queue leaves no time-out behind", async () => {
  using time = new FakeTime();
  const queue = new Queue(1, 2, PATIENCE_MS);
  const holder = await queue.take(signal);
  const leaving = new AbortController();
  const left = assertRejects(() => queue.take(leaving.signal), Error, "gone");
  const waiting = queue.take(signal);
  assertEquals(time.pending, 2);
  leaving.abort(new Error("gone"));
  await left;
  holder[Symbol.dispose]();
  (await waiting)[Symbol.dispose]();
  assertEquals(time.pending, 0);
});

Deno.test("Queue lets users take turns, however many one of them sends", async () => {
  const queue = new Queue(1, 5, PATIENCE_MS);
  const entered: string[] = [];
  const holder = await queue.take(signal);
  const waiting = ["a1", "a2", "a3", "b1", "c1", "b2"].map(async (name) => {
    using _place = await queue.take(signal, name[0]);
    entered.push(name);
    await delay(0);
  });
  holder[Symbol.dispose]();
  await Promise.all(waiting);
  assertEquals(entered, ["a1", "b1", "c1", "a2", "b2", "a3"]);
});

Deno.test("Queue keeps places for others: one user gets no more than its own", async () => {
  const queue = new Queue(3, 5, PATIENCE_MS, 2);
  const entered: string[] = [];
  const take = async (name: string) => {
    const place = await queue.take(signal, name[0]);
    entered.push(name);
    return place;
  };
  const [a1, a2] = [await take("a1"), await take("a2")];
  const a3 = take("a3");
  await delay(0);
  assertEquals(entered, ["a1", "a2"], "one place is free, and not for it");
  const b1 = await take("b1");
  const c1 = take("c1");
  b1[Symbol.dispose]();
  (await c1)[Symbol.dispose]();
  assertEquals(entered, ["a1", "a2", "b1", "c1"]);
  a1[Symbol.dispose]();
  (await a3)[Symbol.dispose]();
  a2[Symbol.dispose]();
  using _again = await take("a4");
  assertEquals(entered.slice(4), ["a3", "a4"]);
});

Deno.test("Queue refuses one user whose waiting room is full, and no other", async () => {
  const queue = new Queue(1, 1, PATIENCE_MS);
  const holder = await queue.take(signal, "a");
  const a = queue.take(signal, "a");
  await assertRejects(
    () => queue.take(signal, "a"),
    QueueError,
    "1 other submissions wait already",
  );
  const b = queue.take(signal, "b");
  holder[Symbol.dispose]();
  (await a)[Symbol.dispose]();
  (await b)[Symbol.dispose]();
});
