import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { delay, memoryServers } from "../../helpers/servers/memory_servers.ts";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { client, entity, Scratch } from "../../helpers/scratch.ts";

Deno.test("MemoryGateway answers with the structured content", async () => {
  using scratch = new Scratch();
  await using gateway = scratch.gateway();
  const memory = client(gateway);
  const entities = [{ name: "a", entityType: "Test", observations: ["1"] }];
  assertEquals(await memory.readGraph(), { entities: [], relations: [] });
  assertEquals(await memory.createEntities(entities), { entities });
  assertEquals(await memory.openNodes(["a"]), { entities, relations: [] });
  assertEquals(scratch.lines(), [entity("a", "1")]);
});

Deno.test("MemoryGateway keeps all of fifty observations added at once", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  const contents = Array.from({ length: 50 }, (_, index) => `observation ${index}`);
  const answers = await Promise.all(
    contents.map((content) =>
      client(gateway).addObservations([{ entityName: "a", contents: [content] }])
    ),
  );
  assertEquals(
    answers.map(({ results }) => results),
    contents.map((content) => [{ entityName: "a", addedObservations: [content] }]),
  );
  assertEquals(scratch.lines(), [entity("a", ...contents)]);
});

Deno.test("MemoryGateway passes on a refusal in the server's own words", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  const error = await assertRejects(
    () => client(gateway).addObservations([{ entityName: "nobody", contents: ["x"] }]),
    UpstreamError,
    "Entity with name nobody not found",
  );
  assertEquals([error.outcome, error.server, error.tool], ["failed", "memory", "add_observations"]);
  assertEquals(scratch.lines(), [entity("a")]);
});

Deno.test("MemoryGateway drops what is aborted before it is forwarded, and nothing else", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  const add = (content: string, signal: AbortSignal) =>
    client(gateway, signal).addObservations([{ entityName: "a", contents: [content] }]);
  await client(gateway).readGraph();

  const [stays, goes] = [new AbortController(), new AbortController()];
  const [server] = await memoryServers(scratch.directory);
  Deno.kill(server!, "SIGSTOP"); // what is forwarded now stays in flight
  const forwarded = add("forwarded", goes.signal);
  await delay(100);
  const dropped = add("dropped", goes.signal);
  const kept = add("kept", stays.signal);
  const reason = new DOMException("The deadline passed", "TimeoutError");
  goes.abort(reason);
  assertEquals(await dropped.catch((error: unknown) => error), reason);
  Deno.kill(server!, "SIGCONT");
  await forwarded;
  await kept;
  assertEquals(await add("late", goes.signal).catch((error: unknown) => error), reason);
  assertEquals(scratch.lines(), [entity("a", "forwarded", "kept")]);
});

Deno.test("MemoryGateway says what is wrong with a command that is no memory server", async () => {
  using scratch = new Scratch();
  for (
    const [command, words] of [
      [["/nowhere/server"], '"/nowhere/server" did not start: '],
      [[Deno.execPath(), "eval", "console.error('no such luck'); Deno.exit(3)"], "no such luck"],
    ] as const
  ) {
    await using gateway = scratch.gateway({ command });
    gateway.start();
    const error = await assertRejects(() => client(gateway).readGraph(), UpstreamError);
    assertStringIncludes(error.detail!, words);
    assertEquals(error.message.includes(words), false, "programs learn nothing of the machine");
    assertEquals(error.outcome, "unavailable");
  }
});
