import { assertEquals, assertRejects } from "@std/assert";
import { SandboxPool } from "../../src/executor/sandbox_pool.ts";
import type { Sandbox } from "../../src/executor/sandbox_process.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";

/** Counts starts and disposals; what a pool needs of a sandbox can't be made to fail on demand. */
class Factory {
  started = 0;
  disposed = 0;
  /** What the n-th start does; starts well where it is left out. */
  faults: Record<number, "fails" | "dead" | "late"> = {};
  /** Lets the late ones start. */
  readonly arrive = Promise.withResolvers<void>();
  /** Lets disposals come to their end. */
  readonly end = Promise.withResolvers<void>();

  constructor(waits = false) {
    if (!waits) this.end.resolve();
  }

  start = async (): Promise<Sandbox> => {
    const number = ++this.started;
    const fault = this.faults[number];
    if (fault === "fails") throw new Error(`start ${number} failed`);
    if (fault === "late") await this.arrive.promise;
    const sandbox = {
      alive: fault !== "dead",
      number,
      [Symbol.asyncDispose]: async () => {
        await this.end.promise;
        this.disposed++;
      },
    };
    return sandbox as unknown as Sandbox;
  };
}

const numberOf = (sandbox: Sandbox) => (sandbox as unknown as { number: number }).number;

Deno.test("SandboxPool hands out what was started ahead, and starts the next when told so", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  pool.warm();
  await time.settle();
  assertEquals(factory.started, 1);
  assertEquals(numberOf(await pool.take()), 1);
  assertEquals(factory.started, 1); // the submission has the machine for itself
  pool.warmIn(20);
  await time.pass(19);
  assertEquals(factory.started, 1);
  await time.pass(1);
  assertEquals(factory.started, 2);
  assertEquals(numberOf(await pool.take()), 2);
});

Deno.test("SandboxPool starts the next by itself half a second after it handed one out", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  await pool.take(); // started for it
  await time.pass(499);
  assertEquals(factory.started, 1);
  await time.pass(1);
  assertEquals(factory.started, 2);
  await pool.take(); // started ahead
  await time.pass(499);
  assertEquals(factory.started, 2);
  await time.pass(1);
  assertEquals(factory.started, 3);
});

Deno.test("SandboxPool counts a later time to start the next in place of an earlier one", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warmIn(100);
  pool.warmIn(300);
  await time.pass(299);
  assertEquals(factory.started, 0);
  await time.pass(1);
  assertEquals(factory.started, 1);
  pool.warmIn(100);
  pool.warm();
  assertEquals(time.pending, 0);
});

Deno.test("SandboxPool replaces a spare that could not be started or has died", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  factory.faults = { 1: "fails", 3: "dead" };
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await time.settle();
  assertEquals(numberOf(await pool.take()), 2);
  pool.warm();
  await time.settle();
  assertEquals(numberOf(await pool.take()), 4); // 3 was dead
  assertEquals(factory.disposed, 1);
});

Deno.test("SandboxPool tells why when a sandbox can't be started at all", async () => {
  const factory = new Factory();
  factory.faults = { 1: "fails", 2: "fails" };
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await assertRejects(() => pool.take(), Error, "start 2 failed");
  assertEquals(numberOf(await pool.take()), 3);
});

Deno.test("SandboxPool that is closed waits for the end of its spare, and starts nothing more", async () => {
  using time = new FakeTime();
  const factory = new Factory(true);
  const pool = new SandboxPool(factory.start);
  pool.warm();
  pool.warmIn(100);
  let closed = false;
  const closing = pool[Symbol.asyncDispose]().then(() => closed = true);
  await time.pass(1_000);
  assertEquals([closed, time.pending], [false, 0]);
  factory.end.resolve();
  await closing;
  assertEquals(factory.disposed, 1);
  await assertRejects(() => pool.take(), Error, "The server is shutting down");
  pool.warm();
  pool.warmIn(0);
  await time.pass(1_000);
  assertEquals(factory.started, 1);
});

Deno.test("SandboxPool starts two at a time for a second after a submission had to wait", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await pool.take(); // it was still being started
  pool.warm();
  assertEquals(factory.started, 3);
  await time.settle();
  await pool.take();
  pool.warm();
  assertEquals(factory.started, 4);
  await time.pass(999);
  assertEquals(factory.disposed, 0);
  await time.pass(1);
  assertEquals(factory.disposed, 1); // the rush is over
  assertEquals(numberOf(await pool.take()), 3);
  pool.warm();
  assertEquals(factory.started, 5);
});

Deno.test("SandboxPool counts that second anew whenever a submission had to wait", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await pool.take();
  await time.pass(900);
  factory.faults = { 4: "late" };
  await pool.take();
  pool.warm();
  await pool.take();
  const late = pool.take(); // which waits, too
  factory.arrive.resolve();
  assertEquals(numberOf(await late), 4);
  pool.warm();
  await time.pass(999);
  assertEquals(factory.disposed, 0);
  await time.pass(1);
  assertEquals(factory.disposed, 1);
});

Deno.test("SandboxPool that is closed in a rush waits for what the rush has left", async () => {
  using time = new FakeTime();
  const factory = new Factory(true);
  const pool = new SandboxPool(factory.start);
  pool.warm();
  await pool.take();
  pool.warm();
  await time.pass(1_000); // one of two spares is ended
  let closed = false;
  const closing = pool[Symbol.asyncDispose]().then(() => closed = true);
  await time.settle();
  assertEquals(closed, false);
  factory.end.resolve();
  await closing;
  assertEquals(factory.disposed, 2);
});

Deno.test("SandboxPool that is closed leaves no time-out of a rush behind", async () => {
  using time = new FakeTime();
  const factory = new Factory();
  const pool = new SandboxPool(factory.start);
  pool.warm();
  await pool.take();
  await pool[Symbol.asyncDispose]();
  assertEquals(time.pending, 0);
});
