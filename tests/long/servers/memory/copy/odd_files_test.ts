import { assertEquals, assertGreaterOrEqual, assertStringIncludes } from "@std/assert";
import { MemoryCopies } from "../../../../../src/servers/memory/copy/memory_copies.ts";
import type { Host } from "../../../../../src/host/host.ts";
import type { Outcome } from "../../../../../src/outcome/outcome.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";
import { apply, atomic, dry, hostOn } from "../../../../helpers/servers/host_on.ts";
import { memoryServers } from "../../../../helpers/servers/memory_servers.ts";

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["1"] }]);`;

function copyOf({ directory }: Scratch): string {
  const name = [...Deno.readDirSync(directory)].map(({ name }) => name)
    .find((name) => name.startsWith("memory.jsonl.copy-"));
  return `${directory}/${name}`;
}

/** Runs `ADD`; between its copy and its commit `meddle` is called. */
function meddledWith(host: Host, meddle: () => void): Promise<Outcome> {
  let isDone = false;
  const onProgress = ({ calls }: { calls: number }) => {
    if (calls === 2 && !isDone) (isDone = true, meddle());
  };
  return atomic(host, `${ADD} await memory.openNodes(["a"]);`, { onProgress });
}

/** An answer that a person can use, and that tells programs no path. */
function refused({ committed = false, error }: Outcome, words: string, { directory }: Scratch) {
  assertEquals([committed, error?.kind], [false, "unavailable"], JSON.stringify(error));
  assertStringIncludes(error!.message, words);
  assertEquals(error!.message.includes(directory), false, error!.message);
}

Deno.test("A folder in the place of the memory is left as it is, whenever it comes", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const { plan } = await dry(host, ADD);
  const swap = () => {
    Deno.renameSync(scratch.file, `${scratch.file}.away`);
    Deno.mkdirSync(scratch.file);
  };
  refused(await meddledWith(host, swap), "is a folder", scratch);
  refused(await apply(host, plan!), "is a folder", scratch);
  for (const run of [dry, atomic]) {
    const { error } = await run(host, ADD);
    assertStringIncludes(error!.message, "is a folder");
  }
  assertEquals([...Deno.readDirSync(scratch.file)], []);
  // All is well as soon as the file is back, and the plan is still good.
  Deno.removeSync(scratch.file);
  Deno.renameSync(`${scratch.file}.away`, scratch.file);
  assertEquals((await apply(host, plan!)).committed, true);
  assertEquals(scratch.lines(), [entity("a", "1")]);
});

Deno.test("A memory that is removed meanwhile is not made anew of what it was", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  let removals = 0;
  const remove = () => {
    if (removals++ === 0) Deno.removeSync(scratch.file);
  };
  const { committed, error } = await meddledWith(host, remove);
  // The second try found no entity to add to.
  assertEquals([removals, committed, error?.kind], [1, false, "tool"], JSON.stringify(error));
  assertEquals(
    [...Deno.readDirSync(scratch.directory)].some(({ name }) => name === "memory.jsonl"),
    false,
  );
});

Deno.test("A link that takes the place of the memory meanwhile is not followed and not replaced", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const away = `${scratch.directory}/away`;
  const link = () => {
    Deno.renameSync(scratch.file, away);
    Deno.symlinkSync(away, scratch.file);
  };
  refused(await meddledWith(host, link), "is a link", scratch);
  assertEquals(Deno.readTextFileSync(away), JSON.stringify(entity("a")));
  assertEquals(Deno.readLinkSync(scratch.file), away);
});

Deno.test("A pipe in the place of the memory keeps no program waiting", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const pipe = () => {
    Deno.removeSync(scratch.file);
    new Deno.Command("mkfifo", { args: [scratch.file] }).outputSync();
  };
  refused(await meddledWith(host, pipe), "is no plain file", scratch);
  for (const run of [dry, atomic]) {
    const { error } = await run(host, ADD, { timeoutMs: 2_000 });
    assertStringIncludes(error!.message, "is no plain file");
  }
});

for (const what of ["folder", "link"]) {
  Deno.test(`A ${what} in the place of the lock lets no commit through, and dry runs are as ever`, async () => {
    using scratch = new Scratch([entity("a")]);
    await using host = hostOn(scratch.file);
    const lock = `${scratch.file}.lock`;
    if (what === "folder") Deno.mkdirSync(lock);
    else Deno.symlinkSync(`${scratch.directory}/elsewhere`, lock);
    const { status, plan } = await dry(host, ADD);
    assertEquals(status, "ok");
    refused(
      await atomic(host, ADD),
      `its lock file cannot be used: what lies there is a ${what}`,
      scratch,
    );
    refused(await apply(host, plan!), "its lock file cannot be used", scratch);
    assertEquals(scratch.lines(), [entity("a")]);
    Deno.removeSync(lock);
    assertEquals((await apply(host, plan!)).committed, true);
    assertEquals((await atomic(host, ADD)).committed, true);
  });
}

Deno.test("A lock file of a process that died, with numbers that others have now, delays a commit for a moment", async () => {
  using scratch = new Scratch([entity("a")]);
  const holder = { pid: Deno.pid, server: Deno.ppid, since: "2020-01-01T00:00:00.000Z" };
  Deno.writeTextFileSync(`${scratch.file}.lock`, JSON.stringify(holder), { mode: 0o600 });
  await using host = hostOn(scratch.file);
  assertEquals((await atomic(host, ADD, { timeoutMs: 8_000 })).committed, true);
});

Deno.test("A copy's folder that somebody has removed, or filled otherwise, is made anew", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const { plan } = await dry(host, ADD);
  const meddle: Record<string, () => void> = {
    "removed": () => Deno.removeSync(copyOf(scratch), { recursive: true }),
    "a file": () => {
      const folder = copyOf(scratch);
      Deno.removeSync(folder, { recursive: true });
      Deno.writeTextFileSync(folder, "");
    },
    "a folder in it": () =>
      Deno.mkdirSync(`${copyOf(scratch)}/memory.jsonl/x`, { recursive: true }),
  };
  for (const [what, change] of Object.entries(meddle)) {
    change();
    // Whether the first run hears of it or not: the one after it works, and nothing is lost.
    await dry(host, ADD);
    const { status, changes } = await dry(host, ADD);
    assertEquals([status, changes?.lines], ["ok", ['~ a: +"1"']], what);
    if (what !== "removed") continue;
    assertEquals((await apply(host, plan!)).committed, false);
    assertEquals(scratch.lines(), [entity("a")]);
  }
  assertEquals((await atomic(host, ADD)).committed, true);
  assertEquals(scratch.lines(), [entity("a", "1")]);
});

Deno.test("A server of the copies that is killed costs one call, never the memory", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  for (let round = 0; round < 5; round++) {
    await dry(host, ADD);
    const [pid] = await memoryServers(copyOf(scratch));
    const writes = `for (let i = 0; i < 30; i++) {
      await memory.addObservations([{ entityName: "a", contents: ["${round}." + i] }]);
    }`;
    const running = atomic(host, writes);
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 15));
    Deno.kill(pid!, "SIGKILL");
    const { committed } = await running;
    const count = scratch.lines()[0].observations
      .filter((text: string) => text.startsWith(`${round}.`)).length;
    assertEquals(count, committed ? 30 : 0);
  }
});

Deno.test("An answer of the copy weighs what the copy weighs, not what the memory does", async () => {
  using scratch = new Scratch([entity("a")]);
  await using copies = new MemoryCopies({ memoryFile: scratch.file, limits: { lockMs: 5_000 } });
  await using run = await copies.begin(false);
  const { signal } = new AbortController();
  const entities = [{ name: "large", entityType: "L", observations: ["x".repeat(1_000_000)] }];
  await run.call("create_entities", { entities }, { mutates: true, signal });
  assertGreaterOrEqual(run.answerChars(), 1_000_000);
});
