import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { bareServer } from "../../helpers/programs/bare_server.ts";
import { client, entity, Scratch } from "../../helpers/scratch.ts";

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

const EMPTY = { entities: [], relations: [] };

Deno.test("reading makes no file and no folder, and says once that there is no memory yet", async () => {
  for (const folder of [".", "not/there"]) {
    for (const own of [false, true]) {
      using scratch = new Scratch();
      const memoryFile = join(scratch.directory, folder, "memory.jsonl");
      const told: string[] = [];
      await using gateway = scratch.gateway({
        memoryFile,
        tell: (text) => told.push(text),
        ...own ? { command: bareServer(scratch.directory) } : {},
      });
      const memory = client(gateway);
      gateway.start();
      assertEquals(await memory.readGraph(), EMPTY);
      assertEquals(await memory.openNodes(["a"]), EMPTY);
      assertEquals(await memory.searchNodes("a"), EMPTY);
      assertEquals(names(scratch.directory), []);
      assertEquals(told, [`The memory file "${memoryFile}" is not there yet: the memory is empty`]);
      if (own && folder !== ".") continue; // it may write to its folder, which it would have to be given
      await memory.createEntities([{ name: "a", entityType: "Test", observations: [] }]);
      assertEquals((await memory.readGraph()).entities.length, 1);
    }
  }
});

Deno.test("reading backs nothing up and cleans nothing up, which the first write does", async () => {
  using scratch = new Scratch([entity("a")]);
  const left = `memory.jsonl.${"0123456789abcdef".repeat(2)}.tmp`;
  Deno.writeTextFileSync(join(scratch.directory, left), "");
  Deno.utimeSync(join(scratch.directory, left), 0, 0);
  await using gateway = scratch.gateway();
  assertEquals((await client(gateway).readGraph()).entities.length, 1);
  assertEquals(names(scratch.directory), ["memory.jsonl", left].sort());
  await client(gateway).addObservations([{ entityName: "a", contents: ["x"] }]);
  const today = `memory.jsonl.backup-${new Date().toISOString().slice(0, 10)}`;
  assertEquals(names(scratch.directory), ["memory.jsonl", today, "memory.jsonl.lock"].sort());
});

Deno.test("programs learn neither paths nor processes of a corrupt file, people learn both", async () => {
  using scratch = new Scratch();
  scratch.write(`${JSON.stringify(entity("a"))}\nnull`);
  const told: string[] = [];
  await using gateway = scratch.gateway({
    tell: (text) => told.push(text),
    repairCommand: "repair it",
  });
  for (let count = 0; count < 3; count++) {
    const error = await assertRejects(() => client(gateway).readGraph(), UpstreamError);
    assertEquals(
      error.message,
      "Cannot use the memory file: line 2 cannot be read: null is neither an entity nor a relation; " +
        "the file was left as it is: repair or remove what is broken",
    );
    assertEquals(
      error.remedy,
      "To move what cannot be read to a file beside it, the user can run: repair it",
    );
  }
  assertEquals(told.length, 1, "once");
  assertStringIncludes(told[0]!, `Cannot use the memory file "${scratch.file}": line 2 cannot`);
  assertStringIncludes(told[0]!, "the user can run: repair it");
  // Who can type nothing on this machine is told no command.
  await using distant = scratch.gateway();
  const error = await assertRejects(() => client(distant).readGraph(), UpstreamError);
  assertEquals(error.remedy, undefined);
});
