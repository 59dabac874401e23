import { assert, assertEquals, assertMatch } from "@std/assert";
// @ts-types="@modelcontextprotocol/sdk/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/inMemory"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { CodeTool } from "../../../src/mcp/tool.ts";
import type { ProgramRecord } from "../../../src/mcp/program_record.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { HostBench } from "../../helpers/host_bench.ts";
import { entity } from "../../helpers/scratch.ts";
import type { Answer } from "./connect.ts";

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;

async function connect(
  { host }: HostBench,
  atomic = false,
  onProgram?: (record: ProgramRecord) => void,
) {
  const client = new Client({ name: "test", version: "1" });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const server = createServer(new CodeTool(host, [memory], DEFAULT_LIMITS, { atomic }), {
    onProgram,
  });
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

Deno.test("each request is told for the log, without its data", async () => {
  await using bench = new HostBench([entity("a")]);
  const records: ProgramRecord[] = [];
  const { call } = await connect(bench, false, (record) => records.push(record));
  await call({ code: ADD });
  const dry = await call({ code: ADD.replace('"x"', '"y"'), dry_run: true });
  await call({ apply: dry.structuredContent.plan });
  await call({ code: "null.x" });
  await call({});
  for (let tries = 0; records.length < 4 && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const add = { "memory.addObservations": 1 };
  assertEquals(
    records.map(({ at: _, ms: __, program: ___, ...record }) => record),
    [
      { client: "test 1", mode: "plain", outcome: "ok", calls: add },
      { client: "test 1", mode: "dry", outcome: "ok", calls: add },
      { client: "test 1", mode: "apply", outcome: "ok", calls: {}, committed: true },
      { client: "test 1", mode: "plain", outcome: "runtime", calls: {} },
    ],
  );
  assertMatch(records[0]!.program!, /^[0-9a-f]{16}$/);
  assert(records[0]!.program !== records[1]!.program);
  assert(!/"[xy]"/.test(JSON.stringify(records)));
});
