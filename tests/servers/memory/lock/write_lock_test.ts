import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { LockUnavailable, WriteLock } from "../../../../src/servers/memory/lock/write_lock.ts";
import { FakeTime } from "../../../helpers/fakes/fake_time.ts";
import { delay } from "../../../helpers/servers/memory_servers.ts";
import { Program } from "../../../helpers/program.ts";
import { Scratch } from "../../../helpers/scratch.ts";

const LIMITS = { lockMs: 200, burstMs: 30 };
const holder = new URL("../../../helpers/programs/lock_holder.ts", import.meta.url);

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

Deno.test("WriteLock says which file it can't use", async () => {
  using lock = new WriteLock("/nowhere/memory.jsonl.lock", LIMITS);
  const error = await assertRejects(() => lock.acquire(1), LockUnavailable);
  assertStringIncludes(error.detail, '"/nowhere/memory.jsonl.lock" cannot be used');
  assertEquals(error.message, "its lock file cannot be used: No such file or directory");
});

/** Whether the lock of `scratch` is held: its file says by whom. */
function isHeld(scratch: Scratch): boolean {
  return Deno.readTextFileSync(`${scratch.file}.lock`) !== "";
}

Deno.test("WriteLock lets go when it has not been used for 5 ms", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await lock.acquire(1);
  await time.pass(10);
  assertEquals(isHeld(scratch), true); // it is being written
  permit[Symbol.dispose]();
  await time.pass(4);
  assertEquals(isHeld(scratch), true);
  await time.pass(1);
  assertEquals(isHeld(scratch), false);
});

Deno.test("WriteLock lets go at the end of its burst, however often it is used", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  (await lock.acquire(1))[Symbol.dispose]();
  const began = readHolder(scratch);
  while (time.now < 28) {
    await time.pass(4);
    (await lock.acquire(1))[Symbol.dispose]();
  }
  assertEquals(readHolder(scratch), began); // kept all the time
  await time.pass(1);
  assertEquals(isHeld(scratch), true);
  await time.pass(1);
  assertEquals(isHeld(scratch), false);
});

Deno.test("WriteLock lets go when a write ends after its burst, and keeps the lock before", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  for (const [ms, held] of [[29, true], [30, false]] as const) {
    const permit = await lock.acquire(1);
    await time.pass(ms);
    permit[Symbol.dispose]();
    assertEquals(isHeld(scratch), held);
    await time.pass(10);
  }
});

Deno.test("WriteLock leaves others 2 ms between two bursts", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await lock.acquire(1);
  await time.pass(30);
  permit[Symbol.dispose]();
  const next = lock.acquire(1);
  await time.pass(1);
  assertEquals(isHeld(scratch), false);
  assertEquals(time.pending, 2); // the pause, and the time-out of the wait
  await time.pass(1);
  (await next)[Symbol.dispose]();
  await time.pass(10);
  // What comes later than that gets the lock without a pause.
  (await lock.acquire(1))[Symbol.dispose]();
});

Deno.test("WriteLock lets go first when its timer is later than the end of its burst", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  (await lock.acquire(1))[Symbol.dispose]();
  time.now = 29; // a busy thread: no timer has fired
  (await lock.acquire(1))[Symbol.dispose]();
  time.now = 30;
  const next = lock.acquire(1);
  assertEquals(isHeld(scratch), false);
  await time.pass(2);
  (await next)[Symbol.dispose]();
});

Deno.test("WriteLock waits as long as its limit says, and not anew for each call that waits", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using _permit = await one.acquire(1);
  const refused: string[] = [];
  const ask = (name: string) =>
    assertRejects(() => two.acquire(1), LockUnavailable).then(() => refused.push(name));
  const first = ask("first");
  await time.pass(100);
  const second = ask("second");
  await time.pass(99);
  assertEquals(refused, []);
  await time.pass(1);
  await Promise.all([first, second]);
  assertEquals(refused, ["first", "second"]);
  const third = ask("third");
  await time.pass(0);
  await third;
});

Deno.test("WriteLock lets go of a lock that comes after its call has given up", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await one.acquire(1);
  const refused = assertRejects(() => two.acquire(1), LockUnavailable);
  await time.pass(200);
  await refused;
  permit[Symbol.dispose]();
  for (let i = 0; i < 1_000 && time.pending === 0; i++) await time.settle();
  assertEquals(time.pending, 1); // it has the lock, and keeps it for a moment
  await time.pass(5);
  (await one.acquire(1))[Symbol.dispose]();
});

/** What the lock file says of its holder. */
// deno-lint-ignore no-explicit-any -- compared, not used
function readHolder(scratch: Scratch): any {
  return JSON.parse(Deno.readTextFileSync(`${scratch.file}.lock`));
}

const WAS = { ino: 1, mode: 0o600, uid: 2, gid: 3 };

Deno.test("WriteLock says who writes, and how the memory file was before", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const since = () => readHolder(scratch).since;
  const permit = await lock.acquire(7);
  assertEquals(readHolder(scratch), { pid: Deno.pid, server: 7, since: since() });
  lock.note(WAS);
  assertEquals(readHolder(scratch), { pid: Deno.pid, server: 7, since: since(), was: WAS });
  permit[Symbol.dispose]();
  lock.note(undefined); // it isn't written any more: what was noted stays
  assertEquals(readHolder(scratch).was, WAS);
  const began = since();
  time.now += 1;
  (await lock.acquire(7))[Symbol.dispose]();
  assertEquals(since(), began);
  (await lock.acquire(8))[Symbol.dispose]();
  assertEquals([readHolder(scratch).server, since() === began], [8, false]);
  const second = since();
  time.now += 1;
  (await lock.acquire(undefined))[Symbol.dispose]();
  const third = since();
  time.now += 1;
  (await lock.acquire(undefined))[Symbol.dispose](); // what one without an id left may be another's
  assertEquals(new Set([second, third, since()]).size, 3);
});

Deno.test("WriteLock takes the lock to put right what a dead holder has left, and only then", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  const path = `${scratch.file}.lock`;
  const left = JSON.stringify({ pid: Deno.pid, server: undefined, since: "x", was: WAS });
  Deno.writeTextFileSync(path, left);
  {
    using lock = new WriteLock(path, LIMITS);
    await lock.recover();
    assertEquals(readHolder(scratch).was, undefined);
    await time.pass(5);
    assertEquals(isHeld(scratch), false);
    // Nothing is left: nothing is written.
    const { mtime } = Deno.statSync(path);
    await lock.recover();
    assertEquals([Deno.statSync(path).mtime, time.pending], [mtime, 0]);
    // While the lock is ours, what it says is ours.
    await time.pass(5);
    using _permit = await lock.acquire(7);
    lock.note(WAS);
    await lock.recover();
    assertEquals(readHolder(scratch).was, WAS);
  }
});

Deno.test("WriteLock that finds the memory file no file lets go of its lock", async () => {
  using scratch = new Scratch();
  const path = `${scratch.file}.lock`;
  Deno.writeTextFileSync(path, JSON.stringify({ pid: Deno.pid, since: "x", was: WAS }));
  Deno.mkdirSync(scratch.file);
  using lock = new WriteLock(path, LIMITS);
  await assertRejects(() => lock.acquire(1), LockUnavailable, "its lock file cannot be used");
  using other = Deno.openSync(path);
  const locked = other.lock(true).then(() => true);
  assertEquals(await Promise.race([locked, delay(1_000).then(() => false)]), true);
});

Deno.test("WriteLock that is closed lets go, and refuses every later call", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  const lock = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await lock.acquire(1);
  lock[Symbol.dispose]();
  assertEquals(isHeld(scratch), false);
  permit[Symbol.dispose]();
  assertEquals(time.pending, 0);
  await assertRejects(() => lock.acquire(1), LockUnavailable, "this server is shutting down");
});

Deno.test("WriteLock that is closed while it waits leaves the lock to others", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await one.acquire(1);
  const waiting = assertRejects(() => two.acquire(1), LockUnavailable, "shutting down");
  await time.settle();
  two[Symbol.dispose]();
  permit[Symbol.dispose]();
  await time.pass(30);
  await waiting;
  assertEquals([isHeld(scratch), time.pending], [false, 0]);
  (await one.acquire(1))[Symbol.dispose]();
});

Deno.test("WriteLock that is retired is left to who has it, and lets no one else wait", async () => {
  using time = new FakeTime();
  using scratch = new Scratch();
  using one = new WriteLock(`${scratch.file}.lock`, LIMITS);
  using two = new WriteLock(`${scratch.file}.lock`, LIMITS);
  const permit = await one.acquire(1);
  const waiting = assertRejects(() => two.acquire(1), LockUnavailable, "shutting down");
  await time.settle();
  one.retire();
  two.retire();
  await waiting;
  assertEquals(isHeld(scratch), true);
  (await one.acquire(1))[Symbol.dispose]();
  permit[Symbol.dispose]();
  await assertRejects(() => one.acquire(1), LockUnavailable, "shutting down");
});
