import { assert, assertEquals, assertMatch } from "@std/assert";
// @ts-types="@modelcontextprotocol/sdk/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/inMemory"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { HostBench } from "../../helpers/host_bench.ts";
import { entity } from "../../helpers/scratch.ts";
import type { Answer } from "./connect.ts";

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;

async function connect({ host }: HostBench, atomicByDefault = false) {
  const client = new Client({ name: "test", version: "1" });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const server = createServer(host, [memory], DEFAULT_LIMITS, atomicByDefault);
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  const { tools: [tool] } = await client.listTools();
  const call = async (args: Record<string, unknown>) =>
    await client.callTool({ name: "execute_code", arguments: args }) as unknown as Answer;
  return { tool: tool!, call };
}

Deno.test("a client sees what a program would change, and has exactly that written", async () => {
  await using bench = new HostBench([entity("a")]);
  const { call } = await connect(bench);
  const dry = await call({ code: ADD, dry_run: true });
  const { plan, changes, dryRun } = dry.structuredContent;
  assertEquals([dry.isError, dryRun, changes?.lines], [false, true, ['~ a: +"x"']]);
  assertMatch(dry.content[0]!.text, /^Dry run: nothing was written\. It would add 1 observation\./);
  assertEquals(bench.scratch.lines()[0].observations, []);
  const applied = await call({ apply: plan });
  assertEquals(applied.structuredContent.committed, true);
  assertEquals(bench.scratch.lines()[0].observations, ["x"]);
  const again = await call({ apply: plan });
  assertEquals([again.isError, again.structuredContent.error?.kind], [true, "conflict"]);
});

Deno.test("an atomic program writes all or nothing, also where a server makes that the default", async () => {
  await using bench = new HostBench([entity("a")]);
  const { call, tool } = await connect(bench, true);
  assert(tool.description!.includes("A failure writes nothing"));
  const failed = await call({ code: `${ADD}; throw new Error("no")` });
  assertEquals([failed.isError, failed.structuredContent.committed], [true, false]);
  assertEquals(bench.scratch.lines()[0].observations, []);
  const plain = await call({ code: `${ADD}; throw new Error("no")`, atomic: false });
  assertEquals(plain.structuredContent.calls.written, 1);
  assertEquals(bench.scratch.lines()[0].observations, ["x"]);
  const atomic = await call({ code: ADD.replace('"x"', '"y"') });
  assertEquals(atomic.structuredContent.committed, true);
  assertEquals(bench.scratch.lines()[0].observations, ["x", "y"]);
});

Deno.test("a request without a program is answered, not thrown", async () => {
  await using bench = new HostBench([entity("a")]);
  const { call } = await connect(bench);
  const { isError, structuredContent } = await call({});
  assertEquals([isError, structuredContent.error?.message], [
    true,
    "Give code, the program to run",
  ]);
});
