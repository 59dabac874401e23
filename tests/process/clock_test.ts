import { assertEquals } from "@std/assert";
import { Clock } from "../../src/process/clock.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";

Deno.test("a deadline passes after its time", async () => {
  using time = new FakeTime();
  const clock = new Clock();
  let late = 0;
  clock.deadline(100, () => late++);
  await time.pass(99);
  assertEquals(late, 0);
  await time.pass(1);
  assertEquals(late, 1);
});

Deno.test("the time stands still in a pause, also in several at once", async () => {
  using time = new FakeTime();
  const clock = new Clock();
  let late = 0;
  clock.deadline(100, () => late++);
  await time.pass(60);
  const [one, other] = [clock.pause(), clock.pause()];
  await time.pass(30_000);
  one[Symbol.dispose]();
  one[Symbol.dispose](); // twice counts once
  await time.pass(30_000);
  assertEquals([clock.elapsedMs, late], [60, 0]);
  other[Symbol.dispose]();
  await time.pass(39);
  assertEquals([clock.elapsedMs, late], [99, 0]);
  await time.pass(1);
  assertEquals(late, 1);
});

Deno.test("a deadline that is set in a pause counts from its end", async () => {
  using time = new FakeTime();
  const clock = new Clock();
  let late = 0;
  const pause = clock.pause();
  clock.deadline(10, () => late++);
  await time.pass(1_000);
  assertEquals(late, 0);
  pause[Symbol.dispose]();
  await time.pass(10);
  assertEquals(late, 1);
});

Deno.test("one that was taken back never passes, and sets no timer again", async () => {
  using time = new FakeTime();
  const clock = new Clock();
  let late = 0;
  clock.deadline(10, () => late++)[Symbol.dispose]();
  clock.pause()[Symbol.dispose]();
  await time.pass(1_000);
  assertEquals([late, time.pending], [0, 0]);
});
