import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { delay } from "../../../helpers/servers/memory_servers.ts";
import { Program } from "../../../helpers/program.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

const holder = new URL("../../../helpers/programs/lock_holder.ts", import.meta.url);
const secondWriter = new URL("../../../helpers/programs/second_writer.ts", import.meta.url);

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
