import { assertEquals } from "@std/assert";
import type { CopyRun } from "../../../../../src/servers/memory/copy/copy_run.ts";
import { PLAN_MS } from "../../../../../src/servers/memory/copy/limits.ts";
import { Plans } from "../../../../../src/servers/memory/copy/plans.ts";
import { Spare } from "../../../../../src/servers/memory/copy/spare.ts";
import { WriteLock } from "../../../../../src/servers/memory/lock/write_lock.ts";
import { FakeTime } from "../../../../helpers/fakes/fake_time.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";

/** A dry run of a memory that says "before" and would say "after". */
function run(scratch: Scratch): CopyRun {
  const keep = (path: string) => {
    Deno.writeTextFileSync(path, "after");
    return Promise.resolve(new TextEncoder().encode(scratch.read()));
  };
  return { keep } as unknown as CopyRun;
}

Deno.test("A plan is good for ten minutes, and its copy of the memory is gone then", async () => {
  using time = new FakeTime();
  using scratch = new Scratch([entity("a")]);
  await using spare = new Spare(scratch.file);
  await using plans = new Plans(spare);
  using lock = new WriteLock(`${scratch.file}.lock`, { lockMs: 200, burstMs: 30 });
  const copies = () =>
    [...Deno.readDirSync(scratch.directory)].filter(({ isDirectory }) => isDirectory);
  const [early, late] = [
    await plans.keep(run(scratch), { lines: [] }),
    await plans.keep(run(scratch), { lines: [] }),
  ];
  await time.pass(PLAN_MS - 1);
  assertEquals((await plans.apply(early, scratch.file, lock)).type, "written");
  assertEquals((await plans.apply(late, scratch.file, lock)).type, "changed");
  assertEquals([scratch.read(), copies().length], ["after", 1]);
  await time.pass(1);
  await time.settle();
  assertEquals((await plans.apply(late, scratch.file, lock)).type, "unknown");
  assertEquals((await plans.apply(early, scratch.file, lock)).type, "applied");
  for (let look = 0; look < 100 && copies().length > 0; look++) await time.settle();
  assertEquals(copies(), []);
});
