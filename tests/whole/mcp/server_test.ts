import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { declarations } from "../../../src/api/declarations.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { restrict } from "../../../src/api/restrict.ts";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { describeTool } from "../../../src/mcp/description.ts";
import { Workbench } from "../../helpers/execute.ts";
import { until } from "../../helpers/processes.ts";
import { entity } from "../../helpers/scratch.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { CodeTool } from "../../../src/mcp/tool.ts";
import { type Answer, connect, connectTo, execute } from "./connect.ts";

const API = declarations([memory]);

Deno.test("the server has one tool, which holds the whole API in 1 850 characters", async () => {
  await using bench = new Workbench();
  const client = await connect(bench);
  const { tools } = await client.listTools();
  assertEquals(tools.map(({ name }) => name), ["execute_code"]);
  const [tool] = tools;
  assertLessOrEqual(tool!.description!.length, 1_850);
  assertStringIncludes(tool!.description!, API);
  assertEquals(tool!._meta?.["anthropic/alwaysLoad"], true);
  assertEquals(tool!.annotations, {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: false,
  });
  assertEquals(tool!.inputSchema.required, ["code"]);
  assert(tool!.outputSchema);
  assert(tool!.title);
  assert((client.getInstructions() ?? "").length < 300);
  await client.close();
});

Deno.test("the tool of a read-only server is told as one that changes nothing", async () => {
  const api = restrict([memory], { readOnly: true, allow: [], deny: [] });
  await using bench = new Workbench({}, [], api);
  const client = await connect(bench);
  const { tools } = await client.listTools();
  assertEquals(tools[0]!.annotations, {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  });
  await client.close();
});

Deno.test("the description is what a model reads", async () => {
  const expected = await Deno.readTextFile(new URL("./description.txt", import.meta.url));
  assertEquals(describeTool([memory], DEFAULT_LIMITS), expected.trimEnd());
});

Deno.test("an answer says the same as text and as structure", async () => {
  await using bench = new Workbench({}, [entity("a", "x")]);
  const client = await connect(bench);
  const result = await execute(
    client,
    "console.log('hi'); return (await memory.readGraph()).entities",
  );
  assertEquals(result.isError, false);
  assertEquals(JSON.parse(result.content[0]!.text), result.structuredContent);
  assertEquals(result.structuredContent.result, [
    { name: "a", entityType: "Test", observations: ["x"] },
  ]);
  assertEquals(result._meta["code-mode/calls"], { "memory.readGraph": 1 });
  await client.close();
});

Deno.test("an answer costs at most 60 characters beyond its result", async () => {
  await using bench = new Workbench();
  const client = await connect(bench);
  for (
    const code of ["return 1", "for (let i = 0; i < 20; i++) await memory.readGraph(); return []"]
  ) {
    const { content, structuredContent } = await execute(client, code);
    const { length } = JSON.stringify(structuredContent.result);
    assertLessOrEqual(content[0]!.text.length - length, 60);
  }
  await client.close();
});

Deno.test("an error is text that says what, where and what was written", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const client = await connect(bench);
  const { isError, content, structuredContent } = await execute(
    client,
    `await memory.addObservations([{ entityName: "a", contents: ["x"] }]);
     null.x;`,
  );
  assertEquals(isError, true);
  assertEquals(structuredContent.error?.kind, "runtime");
  const { text } = content[0]!;
  assertStringIncludes(text, "TypeError (line 2, column 11)");
  assertStringIncludes(text, "Calls made: 1 (memory.addObservations 1); 1 wrote");
  await client.close();
});

Deno.test("wrong arguments of the tool itself are told, not run", async () => {
  await using bench = new Workbench();
  const client = await connect(bench);
  for (
    const args of [{}, { code: 1 }, { code: "1", timeout_ms: 0 }, { code: "1", timeout_ms: 1e9 }]
  ) {
    const result = await client.callTool({ name: "execute_code", arguments: args });
    assertEquals(result.isError, true);
  }
  await client.close();
});

Deno.test("a request that the client cancels ends the submission", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const client = await connect(bench);
  const controller = new AbortController();
  const code =
    `for (let i = 0;; i++) await memory.addObservations([{ entityName: "a", contents: ["" + i] }])`;
  const call = client.callTool({ name: "execute_code", arguments: { code } }, undefined, {
    signal: controller.signal,
  }).catch(() => "cancelled");
  const written = () => bench.scratch.lines()[0].observations.length;
  await until(() => written() > 2, 5_000, "it writes");
  controller.abort();
  assertEquals(await call, "cancelled");
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = written();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assertEquals(written(), before);
  await client.close();
});

Deno.test("a client that asks for progress is told, four times a second at most", async () => {
  await using bench = new Workbench({}, [entity("a")]);
  const client = await connect(bench);
  const told: { progress: number; message?: string | undefined }[] = [];
  const code = `const end = Date.now() + 1100;
    let n = 0; while (Date.now() < end) { await memory.openNodes(["a"]); n++ } return n`;
  const result = await client.callTool({ name: "execute_code", arguments: { code } }, undefined, {
    onprogress: (progress) => told.push(progress),
  }) as unknown as Answer;
  assertGreaterOrEqual(told.length, 2, `told ${told.length} times`);
  assertLessOrEqual(told.length, 5, `told ${told.length} times`);
  const counts = told.map(({ progress }) => progress);
  assertEquals(counts, [...counts].sort((a, b) => a - b));
  assertLessOrEqual(counts.at(-1)!, result.structuredContent.result as number);
  assertStringIncludes(told[0]!.message!, "calls made");
  await client.close();
});

/** All schemas in a schema, with where they stand. */
function* schemasIn(
  schema: Record<string, unknown>,
  at = "",
): Generator<[string, Record<string, unknown>]> {
  yield [at, schema];
  const { properties = {}, items, additionalProperties } = schema;
  for (const [name, inner] of Object.entries(properties as Record<string, never>)) {
    yield* schemasIn(inner, `${at}.${name}`);
  }
  for (const inner of [items, additionalProperties]) {
    if (inner && typeof inner === "object") {
      yield* schemasIn(inner as Record<string, unknown>, `${at}[]`);
    }
  }
}

Deno.test("each part of the tool's schemas has a type, and no bound that says nothing", async () => {
  await using bench = new Workbench();
  const client = await connect(bench);
  const { tools: [tool] } = await client.listTools();
  for (const schema of [tool!.inputSchema, tool!.outputSchema!]) {
    for (const [at, inner] of schemasIn(schema)) {
      assertEquals(typeof (inner.anyOf ? "string" : inner.type), "string", at);
    }
    assert(!JSON.stringify(schema).includes(String(Number.MAX_SAFE_INTEGER)));
  }
  await client.close();
});

Deno.test("the server says what it is, with a small icon, and promises nothing that it never sends", async () => {
  await using bench = new Workbench();
  const client = await connect(bench);
  const { description, icons, websiteUrl } = client.getServerVersion()!;
  assertStringIncludes(description!, "on the user's memory");
  assertEquals(icons!.length, 1);
  const { src } = icons![0]!;
  assertLessOrEqual(src.length, 2_000);
  const png = Uint8Array.fromBase64(src.slice(src.indexOf(",") + 1));
  assertEquals(new TextDecoder().decode(png.slice(1, 4)), "PNG");
  const names = new URL("../../../src/tools/release/names.json", import.meta.url);
  const { repository } = JSON.parse(await Deno.readTextFile(names));
  assertEquals(websiteUrl, repository || undefined);
  assertEquals(client.getServerCapabilities()!.tools, { listChanged: false });
  await client.close();
  // Only the user's own servers change what can be called.
  const others = { offered: [{ global: "a" }], execute: bench.execute.bind(bench) };
  const withOthers = await connectTo(createServer(new CodeTool(others, [memory], DEFAULT_LIMITS)));
  assertEquals(withOthers.getServerCapabilities()!.tools, { listChanged: true });
  await withOthers.close();
});

Deno.test("the description can be read where a client folds its line ends into spaces", () => {
  const others = [{ global: "a", tools: [{ name: "x", signature: () => "x()" }] }];
  for (const servers of [[], others]) {
    const text = describeTool([memory], DEFAULT_LIMITS, servers);
    assert(!text.includes("//"), text); // it would comment out what follows
  }
});
