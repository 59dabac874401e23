import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { bareServer } from "../../../helpers/programs/bare_server.ts";
import { IS_ROOT, NOBODY, rightsOf } from "../../../helpers/rights.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

function memoryOf(mode: number): Scratch {
  const scratch = new Scratch([entity("a")]);
  if (IS_ROOT) Deno.chownSync(scratch.file, NOBODY, NOBODY);
  Deno.chmodSync(scratch.file, mode);
  return scratch;
}

Deno.test("a memory server of the user's own has mode and owner put right before each answer", async () => {
  for (const mode of [0o640, 0o666]) {
    using scratch = memoryOf(mode);
    const rights = rightsOf(scratch.file);
    await using gateway = scratch.gateway({ command: bareServer(scratch.directory) });
    for (let index = 0; index < 20; index++) {
      await client(gateway).addObservations([{ entityName: "a", contents: [`${index}`] }]);
      assertEquals(rightsOf(scratch.file), rights);
    }
    const call = client(gateway).addObservations([{ entityName: "nobody", contents: ["x"] }]);
    await assertRejects(() => call, UpstreamError);
    assertEquals(rightsOf(scratch.file), rights);
    assertEquals(scratch.lines()[0].observations.length, 20);
  }
});

Deno.test("a memory server of the user's own makes a new file for the user alone", async () => {
  using scratch = new Scratch();
  await using gateway = scratch.gateway({ command: bareServer(scratch.directory) });
  await client(gateway).createEntities([{ name: "a", entityType: "Test", observations: [] }]);
  assertEquals(Deno.statSync(scratch.file).mode! & 0o777, 0o600);
});

Deno.test("a write-protected file is not replaced by a memory server of the user's own", async () => {
  using scratch = memoryOf(0o644);
  await using gateway = scratch.gateway({ command: bareServer(scratch.directory) });
  const add = (content: string) =>
    client(gateway).addObservations([{ entityName: "a", contents: [content] }]);
  await add("before");
  Deno.chmodSync(scratch.file, 0o444);
  const [rights, text] = [rightsOf(scratch.file), scratch.read()];
  const error = await assertRejects(() => add("after"), UpstreamError);
  assertStringIncludes(error.message, "it is write-protected");
  assertEquals([rightsOf(scratch.file), scratch.read()], [rights, text]);
});

Deno.test("a mode that was changed meanwhile is not taken for what a kill has left", async () => {
  using scratch = new Scratch([entity("a")]);
  const { ino, uid, gid } = Deno.statSync(scratch.file);
  const was = { ino, uid, gid, mode: 0o100666 };
  Deno.writeTextFileSync(`${scratch.file}.lock`, JSON.stringify({ pid: 2 ** 30, was }));
  Deno.chmodSync(scratch.file, 0o600);
  await using gateway = scratch.gateway();
  await client(gateway).readGraph();
  assertEquals(
    rightsOf(scratch.file).split(" ")[0],
    "600",
    "nothing was written: it is the same file",
  );
});

Deno.test({
  name: "a lock file that somebody else has laid there opens no memory file",
  ignore: !IS_ROOT,
  async fn() {
    using scratch = new Scratch([entity("a")]);
    Deno.chmodSync(scratch.file, 0o600);
    const was = { ino: 1, uid: 0, gid: 0, mode: 0o100666 };
    Deno.writeTextFileSync(`${scratch.file}.lock`, JSON.stringify({ pid: 2 ** 30, was }));
    Deno.chownSync(`${scratch.file}.lock`, NOBODY, NOBODY);
    await using gateway = scratch.gateway();
    await client(gateway).readGraph();
    await client(gateway).addObservations([{ entityName: "a", contents: ["x"] }]);
    assertEquals(rightsOf(scratch.file).split(" ")[0], "600");
  },
});
