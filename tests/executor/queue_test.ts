import { assertEquals, assertGreaterOrEqual, assertLess, assertRejects } from "@std/assert";
import { Queue, QueueError } from "../../src/executor/queue.ts";
import { delay } from "../helpers/memory_servers.ts";

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

Deno.test("Queue gives a place that becomes free to whoever has waited longest", async () => {
  const queue = new Queue(1, 3, PATIENCE_MS);
  const entered: string[] = [];
  const holder = await queue.take(signal);
  const waiting = ["a", "b", "c"].map((name) => enter(queue, name, entered));
  holder[Symbol.dispose]();
  for (const place of waiting) {
    await delay(0); // nobody passes who has not been given the place
    (await place)[Symbol.dispose]();
  }
  assertEquals(entered, ["a", "b", "c"]);
});

Deno.test("Queue gives one free place to one that waits", async () => {
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

Deno.test("Queue refuses whoever has waited too long, and their place in the line is free", async () => {
  const queue = new Queue(1, 1, 100);
  const holder = await queue.take(signal);
  const start = performance.now();
  await assertRejects(
    () => queue.take(signal),
    QueueError,
    "Cannot run the code: it waited 0.1 s for others to end: try again later",
  );
  assertGreaterOrEqual(performance.now() - start, 95);
  const next = queue.take(signal);
  holder[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  assertLess(performance.now() - start, 10_000);
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

/** A signal that counts who listens to it. */
class Watched {
  listeners = 0;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (this.listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      this.listeners--, remove(...args)
    );
  }
}

Deno.test("Queue listens to a signal as long as its submission waits, and no longer", async () => {
  const queue = new Queue(1, 1, 50);
  const holder = await queue.take(signal);
  const late = new Watched();
  const refused = assertRejects(() => queue.take(late.signal), QueueError);
  assertEquals(late.listeners, 1);
  await refused;
  assertEquals(late.listeners, 0);
  const served = new Watched();
  const place = queue.take(served.signal);
  holder[Symbol.dispose]();
  (await place)[Symbol.dispose]();
  assertEquals(served.listeners, 0);
});

Deno.test({
  name: "Queue leaves no time-out behind",
  sanitizeOps: true, // finds timers that still run
  async fn() {
    const queue = new Queue(1, 2, PATIENCE_MS);
    const holder = await queue.take(signal);
    const leaving = new AbortController();
    const left = queue.take(leaving.signal);
    const waiting = queue.take(signal);
    leaving.abort(new Error("gone"));
    await assertRejects(() => left, Error, "gone");
    holder[Symbol.dispose]();
    (await waiting)[Symbol.dispose]();
  },
});
