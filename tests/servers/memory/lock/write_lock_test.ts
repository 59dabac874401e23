import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { LockUnavailable, WriteLock } from "../../../../src/servers/memory/lock/write_lock.ts";
import { Program } from "../../../helpers/program.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

const LIMITS = { lockMs: 200, burstMs: 30 };
const holder = new URL("../../../helpers/programs/lock_holder.ts", import.meta.url);
const secondWriter = new URL("../../../helpers/programs/second_writer.ts", import.meta.url);

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("WriteLock lets one of two in at a time, and both in turn", async () => {
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, { ...LIMITS, lockMs: 5_000 });
  using two = new WriteLock(`${scratch.file}.lock`, { ...LIMITS, lockMs: 5_000 });
  let inside = 0;
  const order: string[] = [];
  const write = async (lock: WriteLock, name: string) => {
    for (let index = 0; index < 60; index++) {
      using _permit = await lock.acquire(1);
      assertEquals(++inside, 1);
      order.push(name);
      await delay(1);
      inside--;
    }
  };
  await Promise.all([write(one, "one"), write(two, "two")]);
  const turns = order.filter((name, index) => name !== order[index - 1]).length;
  assertGreaterOrEqual(turns, 4, `${turns} turns in ${order.join(" ")}`);
});

Deno.test("WriteLock lets go by itself when its burst is over", async () => {
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  (await one.acquire(1))[Symbol.dispose]();
  const start = performance.now();
  using _permit = await two.acquire(1);
  assertLess(performance.now() - start, 150);
});

Deno.test("WriteLock does not let go while somebody writes, however long the burst", async () => {
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await one.acquire(1);
  await assertRejects(() => two.acquire(1), LockUnavailable);
  permit[Symbol.dispose]();
  await delay(20);
  (await two.acquire(1))[Symbol.dispose]();
});

Deno.test("WriteLock names the holder, and at once when others have waited already", async () => {
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  {
    await using program = new Program(holder, scratch.file);
    assertEquals(await program.line(), "held");
    const start = performance.now();
    const first = await assertRejects(() => lock.acquire(1), LockUnavailable);
    assertStringIncludes(first.detail, `process ${program.child.pid} has had it since 20`);
    const waited = performance.now() - start;
    assertGreaterOrEqual(waited, 195, `${waited} ms`);
    assertLess(waited, 1_000, `${waited} ms`);
    await assertRejects(() => lock.acquire(1), LockUnavailable);
    assertLess(performance.now() - start - waited, 100);
  }
  // The holder is dead, and its lock died with it.
  await delay(50);
  (await lock.acquire(1))[Symbol.dispose]();
});

Deno.test("WriteLock waits for the memory server of a holder that died", async () => {
  using scratch = new Scratch();
  const orphan = new Deno.Command("sleep", { args: ["60"] }).spawn();
  {
    await using program = new Program(holder, scratch.file, String(orphan.pid));
    assertEquals(await program.line(), "held");
  }
  using lock = new WriteLock(`${scratch.file}.lock`, { ...LIMITS, lockMs: 5_000 });
  let got = false;
  const acquired = lock.acquire(1).then((permit) => (got = true, permit));
  await delay(200);
  assertEquals(got, false);
  orphan.kill("SIGKILL");
  await orphan.status;
  (await acquired)[Symbol.dispose]();
});

Deno.test("WriteLock notices that its file was removed and replaced", async () => {
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  (await one.acquire(1))[Symbol.dispose]();
  await delay(60);
  Deno.removeSync(`${scratch.file}.lock`);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  // Without an id, for which nobody waits: it is the lock itself that keeps the other out.
  const permit = await two.acquire(undefined);
  await assertRejects(() => one.acquire(1), LockUnavailable);
  permit[Symbol.dispose]();
  await delay(60);
});

Deno.test("WriteLock leaves others a moment between two bursts", async () => {
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await lock.acquire(1);
  await delay(40);
  const start = performance.now();
  permit[Symbol.dispose]();
  (await lock.acquire(1))[Symbol.dispose]();
  const gap = performance.now() - start;
  assertGreaterOrEqual(gap, 2, `${gap} ms`);
});

Deno.test("WriteLock says which file it can't use", async () => {
  using lock = new WriteLock("/nowhere/memory.jsonl.lock", LIMITS);
  const error = await assertRejects(() => lock.acquire(1), LockUnavailable);
  assertStringIncludes(error.detail, '"/nowhere/memory.jsonl.lock" can\'t be used');
  assertEquals(error.message, "its lock file can't be used: No such file or directory");
});

Deno.test("Two gateways on one file keep two times a hundred concurrent writes", async () => {
  using scratch = new Scratch([entity("a")]);
  await using program = new Program(secondWriter, scratch.file, "theirs", "100");
  await using gateway = scratch.gateway();
  await using neighbour = scratch.gateway();
  const add = (which: typeof gateway, content: string) =>
    client(which).addObservations([{ entityName: "a", contents: [content] }]);
  await Promise.all([client(gateway).readGraph(), client(neighbour).readGraph()]);
  assertEquals(await program.line(), "ready");
  // One at a time from each, so that no coalescing spares them the race.
  const one = async (which: typeof gateway, prefix: string) => {
    for (let index = 0; index < 100; index++) await add(which, `${prefix} ${index}`);
  };
  await Promise.all([one(gateway, "ours"), one(neighbour, "next door")]);
  assertEquals(await program.line(), "done");
  const [{ observations }] = scratch.lines();
  assertEquals(new Set(observations).size, 300);
});

Deno.test("MemoryGateway says who holds the lock, and goes on when it is free", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway({ limits: { lockMs: 200 } });
  const add = () => client(gateway).addObservations([{ entityName: "a", contents: ["x"] }]);
  {
    await using program = new Program(holder, scratch.file);
    assertEquals(await program.line(), "held");
    const error = await assertRejects(add, UpstreamError);
    assertEquals(error.outcome, "unavailable");
    assertStringIncludes(error.detail!, `process ${program.child.pid} has had it since`);
    assertEquals(error.message.includes(String(program.child.pid)), false);
    // Reads need no lock.
    assertEquals((await client(gateway).readGraph()).entities.length, 1);
  }
  await delay(50);
  await add();
  assertEquals(scratch.lines(), [entity("a", "x")]);
});

Deno.test("MemoryGateway drops a call that is aborted while it waits for the lock", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  await client(gateway).readGraph();
  {
    await using program = new Program(holder, scratch.file);
    assertEquals(await program.line(), "held");
    const controller = new AbortController();
    const add = client(gateway, controller.signal)
      .addObservations([{ entityName: "a", contents: ["x"] }]);
    setTimeout(() => controller.abort("enough"), 100);
    assertEquals(await add.catch((reason: unknown) => reason), "enough");
  }
  await client(gateway).addObservations([{ entityName: "a", contents: ["y"] }]);
  assertEquals(scratch.lines(), [entity("a", "y")]);
});
