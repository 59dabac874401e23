import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { MemoryGateway } from "../../../../src/servers/memory/gateway.ts";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { delay, memoryServers } from "../../../helpers/servers/memory_servers.ts";
import { Program } from "../../../helpers/program.ts";
import { IS_ROOT, NOBODY, rightsOf } from "../../../helpers/rights.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

const secondWriter = new URL("../../../helpers/programs/second_writer.ts", import.meta.url);

function add(gateway: MemoryGateway, content: string): Promise<unknown> {
  return client(gateway).addObservations([{ entityName: "a", contents: [content] }]);
}

/** A memory file of a mode, and of somebody else where we may give files away. */
function memoryOf(mode: number): Scratch {
  const scratch = new Scratch([entity("a")]);
  if (IS_ROOT) Deno.chownSync(scratch.file, NOBODY, NOBODY);
  Deno.chmodSync(scratch.file, mode);
  return scratch;
}

function names(scratch: Scratch): string[] {
  return [...Deno.readDirSync(scratch.directory)].map(({ name }) => name).sort();
}

/** Looks at the file all the time. @returns every distinct thing that was seen. */
function watch(file: string): { seen: Set<string>; looks: () => number; stop: () => void } {
  const seen = new Set<string>();
  let looks = 0;
  const look = () => (looks++, seen.add(rightsOf(file)));
  const timer = setInterval(look, 1);
  return { seen, looks: () => looks, stop: () => (look(), clearInterval(timer)) };
}

for (
  const [mode, linked] of [[0o600, false], [0o640, true], [0o666, false], [0o700, true]] as const
) {
  const what = `${mode.toString(8)}${linked ? ", reached by a link," : ""}`;
  Deno.test(`a memory file of mode ${what} keeps mode and owner through 250 writes of two servers`, async () => {
    using scratch = memoryOf(mode);
    const rights = rightsOf(scratch.file);
    const link = join(scratch.directory, "link.jsonl");
    Deno.symlinkSync(scratch.file, link);
    const memoryFile = linked ? link : scratch.file;
    const watched = watch(scratch.file);
    await using program = new Program(secondWriter, memoryFile, "theirs", "125", "one by one");
    await using gateway = scratch.gateway({ memoryFile });
    assertEquals(await program.line(), "ready");
    for (let index = 0; index < 125; index++) await add(gateway, `ours ${index}`);
    for (let line = ""; line !== "done"; line = await program.line());
    watched.stop();
    assertEquals([...watched.seen], [rights], `in ${watched.looks()} looks`);
    assert(Deno.lstatSync(link).isSymlink);
    assertEquals(scratch.lines()[0].observations.length, 250);
    const today = new Date().toISOString().slice(0, 10);
    assertEquals(rightsOf(`${scratch.file}.backup-${today}`), rights);
  });
}

Deno.test("a memory file keeps mode and owner when its server is killed at any moment", async () => {
  using scratch = memoryOf(0o640);
  const rights = rightsOf(scratch.file);
  await using gateway = scratch.gateway();
  const watched = watch(scratch.file);
  const answered: string[] = [];
  for (let round = 0; round < 40; round++) {
    await client(gateway).readGraph();
    const [pid] = await memoryServers(scratch.directory);
    const writing = (async () => {
      for (let index = 0; index < 4; index++) {
        await add(gateway, `${round}.${index}`);
        answered.push(`${round}.${index}`);
      }
    })().catch((error: UpstreamError) => assertEquals(error.outcome, "unknown"));
    await delay(round % 8);
    Deno.kill(pid!, "SIGKILL");
    await writing;
  }
  watched.stop();
  assertEquals([...watched.seen], [rights], `in ${watched.looks()} looks`);
  const written: string[] = scratch.lines()[0].observations;
  assertEquals(answered.filter((content) => !written.includes(content)), []);
});

Deno.test("a write-protected memory file is refused with words and stays, for root too", async () => {
  for (const running of [true, false]) {
    using scratch = memoryOf(0o644);
    await using gateway = scratch.gateway();
    if (running) await add(gateway, "before");
    Deno.chmodSync(scratch.file, 0o444);
    const [rights, text] = [rightsOf(scratch.file), scratch.read()];
    const error = await assertRejects(() => add(gateway, "after"), UpstreamError);
    assertEquals(
      [error.outcome, error.message],
      [
        "unavailable",
        "Cannot use the memory file: it can only be read: it is write-protected, and was left as it is",
      ],
    );
    assertStringIncludes(error.detail!, `"${scratch.file}" can only be read`);
    assertEquals((await client(gateway).readGraph()).entities.length, 1);
    assertEquals([rightsOf(scratch.file), scratch.read()], [rights, text]);
    assertEquals(names(scratch).filter((name) => name.endsWith(".tmp")), []);
    Deno.chmodSync(scratch.file, 0o644);
    await add(gateway, "again");
  }
});

Deno.test("a new memory file is for the user alone, and so is its folder", async () => {
  using scratch = new Scratch();
  const memoryFile = join(scratch.directory, "new", "memory.jsonl");
  await using gateway = scratch.gateway({ memoryFile });
  await client(gateway).createEntities([{ name: "a", entityType: "Test", observations: [] }]);
  const bits = (path: string) => Deno.statSync(path).mode! & 0o777;
  assertEquals([bits(memoryFile), bits(join(scratch.directory, "new"))], [0o600, 0o700]);
  assertEquals(bits(`${memoryFile}.lock`), 0o600);
});

Deno.test("a link that takes the memory file's place under a server is refused, and stays a link", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  await add(gateway, "before");
  const target = join(scratch.directory, "target.jsonl");
  Deno.renameSync(scratch.file, target);
  Deno.symlinkSync(target, scratch.file);
  const text = Deno.readTextFileSync(target);
  const error = await assertRejects(() => add(gateway, "after"), UpstreamError);
  assertStringIncludes(error.message, "it cannot be written: what lies there is a link");
  assert(Deno.lstatSync(scratch.file).isSymlink);
  assertEquals(Deno.readTextFileSync(target), text);
});

Deno.test("a dangling link is written through, and stays a link", async () => {
  using scratch = new Scratch();
  const folder = join(scratch.directory, "elsewhere");
  Deno.symlinkSync("elsewhere/memory.jsonl", scratch.file);
  await using gateway = scratch.gateway();
  assertEquals(await client(gateway).readGraph(), { entities: [], relations: [] });
  await client(gateway).createEntities([{ name: "a", entityType: "Test", observations: [] }]);
  assert(Deno.lstatSync(scratch.file).isSymlink);
  assertEquals(Deno.readTextFileSync(join(folder, "memory.jsonl")), JSON.stringify(entity("a")));
});

Deno.test("a byte order mark is read over, and the next write leaves it out", async () => {
  using scratch = new Scratch();
  const line = (name: string) => JSON.stringify(entity(name, "\u2028\ufeffkept"));
  scratch.write(`\ufeff${line("a")}\n\ufeff${line("b")}`);
  await using gateway = scratch.gateway();
  const { entities } = await client(gateway).readGraph();
  assertEquals(entities.map(({ name }: { name: string }) => name), ["a", "b"]);
  await add(gateway, "new");
  assertEquals(scratch.lines(), [
    entity("a", "\u2028\ufeffkept", "new"),
    entity("b", "\u2028\ufeffkept"),
  ]);
});
