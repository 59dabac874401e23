import { assertEquals, assertRejects } from "@std/assert";
import { SandboxPool } from "../../src/executor/sandbox_pool.ts";
import type { Sandbox } from "../../src/executor/sandbox_process.ts";
import { delay } from "../helpers/memory_servers.ts";

/** Counts starts and disposals; what a pool needs of a sandbox can't be made to fail on demand. */
class Factory {
  started = 0;
  disposed = 0;
  /** What the n-th start does; starts well where it is left out. */
  faults: Record<number, "fails" | "dead"> = {};

  start = (): Promise<Sandbox> => {
    const fault = this.faults[++this.started];
    if (fault === "fails") return Promise.reject(new Error(`start ${this.started} failed`));
    const sandbox = {
      alive: fault !== "dead",
      number: this.started,
      [Symbol.asyncDispose]: () => Promise.resolve(void this.disposed++),
    };
    return Promise.resolve(sandbox as unknown as Sandbox);
  };
}

const numberOf = (sandbox: Sandbox) => (sandbox as unknown as { number: number }).number;

Deno.test("SandboxPool hands out what was started ahead, and starts the next when told so", async () => {
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  pool.warm();
  await delay(0);
  assertEquals(factory.started, 1);
  assertEquals(numberOf(await pool.take()), 1);
  assertEquals(factory.started, 1); // whoever took it has the machine for itself
  pool.warmIn(0);
  await delay(20);
  assertEquals(factory.started, 2);
  assertEquals(numberOf(await pool.take()), 2);
});

Deno.test("SandboxPool starts the next by itself while one is used for long", async () => {
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  await pool.take();
  for (let i = 0; i < 500 && factory.started < 2; i++) await delay(10);
  assertEquals(factory.started, 2);
});

Deno.test("SandboxPool replaces a spare that could not be started or has died", async () => {
  const factory = new Factory();
  factory.faults = { 1: "fails", 3: "dead" };
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await delay(0);
  assertEquals(numberOf(await pool.take()), 2);
  pool.warm();
  await delay(0);
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

Deno.test("SandboxPool ends the spare, and hands out none afterwards", async () => {
  const factory = new Factory();
  const pool = new SandboxPool(factory.start);
  pool.warm();
  await pool[Symbol.asyncDispose]();
  assertEquals(factory.disposed, 1);
  await assertRejects(() => pool.take(), Error, "shutting down");
});

Deno.test("SandboxPool starts two at a time while submissions have to wait", async () => {
  const factory = new Factory();
  await using pool = new SandboxPool(factory.start);
  pool.warm();
  await pool.take(); // it was still being started
  pool.warm();
  assertEquals(factory.started, 3);
  await delay(0);
  await pool.take();
  pool.warm();
  assertEquals(factory.started, 4);
  await delay(1_100);
  assertEquals(factory.disposed, 1); // the rush is over
  assertEquals(numberOf(await pool.take()), 3);
});
