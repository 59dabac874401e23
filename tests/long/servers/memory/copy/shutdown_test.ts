import { assertEquals, assertLess } from "@std/assert";
import { Program } from "../../../../helpers/program.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";
import { atomic, dry, hostOn } from "../../../../helpers/servers/host_on.ts";
import { delay, noMemoryServers } from "../../../../helpers/servers/memory_servers.ts";

const holder = new URL("../../../../helpers/programs/lock_holder.ts", import.meta.url);

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["1"] }]);`;
/** What clients wait for, in milliseconds. A child that is starting may take longer. */
const END_MS = 1_600;

function copies({ directory }: Scratch): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => name.startsWith("memory.jsonl.copy-"));
}

/** @returns what `work` takes, in milliseconds */
async function time(work: PromiseLike<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

Deno.test("A host that ends while programs run and wait leaves no copy, no process and no change", async () => {
  using scratch = new Scratch([entity("a")]);
  for (const afterMs of [0, 20, 100, 400, 900]) {
    const host = hostOn(scratch.file);
    host.start();
    const endless = `${ADD} await new Promise(() => {});`;
    const runs = [atomic, dry, atomic, dry].map((run) => run(host, endless));
    await delay(afterMs);
    await host[Symbol.asyncDispose]();
    for (const { status, committed = false } of await Promise.all(runs)) {
      assertEquals({ status, committed }, { status: "error", committed: false });
    }
    await noMemoryServers(scratch.directory, 1_000);
    assertEquals(copies(scratch), [], `${afterMs} ms`);
    assertEquals(scratch.lines(), [entity("a")]);
  }
});

Deno.test("A host that is asked to run a program after its end starts nothing", async () => {
  using scratch = new Scratch([entity("a")]);
  const host = hostOn(scratch.file);
  await host[Symbol.asyncDispose]();
  for (const run of [atomic, dry]) assertEquals((await run(host, ADD)).error?.kind, "cancelled");
  assertEquals((await host.apply("22222222")).outcome.status, "error");
  await noMemoryServers(scratch.directory, 1_000);
  assertEquals(copies(scratch), []);
});

Deno.test("A host that ends while a commit waits for the lock ends soon and writes nothing", async () => {
  using scratch = new Scratch([entity("a")]);
  await using other = new Program(holder, scratch.file);
  assertEquals(await other.line(), "held");
  const host = hostOn(scratch.file);
  const { plan } = await dry(host, ADD);
  const running = atomic(host, ADD);
  const applying = host.apply(plan!);
  await delay(500);
  assertLess(await time(host[Symbol.asyncDispose]()), END_MS);
  await other.kill();
  assertEquals((await running).committed, false);
  assertEquals((await applying).outcome.committed, false);
  assertEquals(copies(scratch), []);
  await delay(100);
  assertEquals(scratch.lines(), [entity("a")]);
});

Deno.test("What is committed while its host ends is in the memory when its outcome says so, else not", async () => {
  using scratch = new Scratch([entity("a")]);
  const ROUNDS = 12;
  const add = (text: string) =>
    `await memory.addObservations([{ entityName: "a", contents: ["${text}"] }]);`;
  const committed: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const host = hostOn(scratch.file);
    await dry(host, add("warm"));
    const whole = await time(dry(host, add("time")));
    const running = atomic(host, add(`${round}`));
    await delay((whole * 1.5 * round) / ROUNDS);
    await host[Symbol.asyncDispose]();
    if ((await running).committed) committed.push(`${round}`);
    assertEquals(scratch.lines()[0].observations, committed);
    assertEquals(copies(scratch), []);
  }
  console.log(`${committed.length} of ${ROUNDS} were written`);
});
