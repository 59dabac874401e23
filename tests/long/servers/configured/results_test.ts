import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
// @ts-types="@modelcontextprotocol/sdk/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/inMemory"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { DEFAULT_LIMITS } from "../../../../src/config.ts";
import { createServer } from "../../../../src/mcp/server.ts";
import { CodeTool } from "../../../../src/mcp/tool.ts";
import type { Outcome } from "../../../../src/outcome/outcome.ts";
import { Folder, hostOf, realServer } from "../../../helpers/servers/real_servers.ts";

/** What `execute_code` answers. */
interface Answer {
  content: { type: string; text?: string; data?: string; mimeType?: string }[];
  structuredContent: Outcome;
}

/** Runs a program on real servers; what comes is what a client of the SDK gets, who checks it. */
async function run(config: Parameters<typeof hostOf>[0], code: string): Promise<Answer> {
  await using host = hostOf(config);
  const server = createServer(new CodeTool(host, [], DEFAULT_LIMITS));
  const client = new Client({ name: "test", version: "1" });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  await client.listTools(); // it knows the schemas of the tools that it has listed
  const params = { name: "execute_code", arguments: { code, timeout_ms: 120_000 } };
  const answer = await client.callTool(params, undefined, { timeout: 120_000 });
  await client.close();
  return answer as unknown as Answer;
}

const EVERYTHING = { mcpServers: { everything: realServer("everything") } };

Deno.test("server-everything: text, structured content and links become values", async () => {
  const { structuredContent } = await run(
    EVERYTHING,
    `return {
      echo: await everything.echo({ message: "hi" }),
      camel: await everything.getSum({ a: 2, b: 3 }),
      structured: await everything["get-structured-content"]({ location: "New York" }),
      links: (await everything.get_resource_links({ count: 2 })).files.map(({ type, uri }) => [type, typeof uri]),
      raw: await everything.echo({ message: "hi" }, { raw: true }),
    };`,
  );
  assertEquals(structuredContent.error, undefined);
  const result = structuredContent.result as Record<string, unknown>;
  assertEquals(result.echo, "Echo: hi");
  assertStringIncludes(String(result.camel), "5");
  assertEquals(typeof (result.structured as { temperature: number }).temperature, "number");
  assertEquals(result.links, Array(2).fill(["resource_link", "string"]));
  assertEquals(result.raw, { content: [{ type: "text", text: "Echo: hi" }] });
});

Deno.test("an image whose handle is returned becomes a block beside the structured content", async () => {
  const { content, structuredContent } = await run(
    EVERYTHING,
    `const { files } = await everything.get_tiny_image(); return { here: files };`,
  );
  assertEquals(structuredContent.error, undefined);
  const { here: [file] } = structuredContent.result as { here: Record<string, unknown>[] };
  assertEquals([file!.type, file!.mimeType], ["image", "image/png"]);
  const [, image, ...more] = content;
  assertEquals([image!.type, image!.mimeType, more.length], ["image", "image/png", 0]);
  const data = atob(image!.data!);
  assertEquals(data.length, file!.bytes);
  assertMatch(data, /^.PNG/s);
  assert(!JSON.stringify(structuredContent).includes(image!.data!));
});

Deno.test("an image whose handle is not returned stays here; of seven, two are told", async () => {
  const none = await run(EVERYTHING, `await everything.get_tiny_image(); return 1;`);
  assertEquals(none.content.length, 1);
  const seven = await run(
    EVERYTHING,
    `const all = await Promise.all(Array.from({ length: 7 }, () => everything.get_tiny_image()));
    return all.flatMap(({ files }) => files);`,
  );
  assertEquals(seven.content.filter(({ type }) => type === "image").length, 5);
  assertMatch(seven.structuredContent.hint ?? "", /2 more files are not shown/);
});

Deno.test("server-sequential-thinking: text that is JSON is a value", async () => {
  const { structuredContent } = await run(
    { mcpServers: { thinking: realServer("sequential-thinking") } },
    `const thought = { thought: "x", nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 };
    return (await thinking.sequentialthinking(thought)).thoughtNumber;`,
  );
  assertEquals([structuredContent.error, structuredContent.result], [undefined, 1]);
});

Deno.test("server-memory as an entry called memory has its own tools under that name", async () => {
  using folder = new Folder();
  const file = folder.file("memory.jsonl");
  const { structuredContent } = await run(
    { mcpServers: { memory: { ...realServer("memory"), env: { MEMORY_FILE_PATH: file } } } },
    `await memory.create_entities({ entities: [{ name: "a", entityType: "b", observations: [] }] });
    return (await memory.readGraph({})).entities.map(({ name }) => name);`,
  );
  assertEquals([structuredContent.error, structuredContent.result], [undefined, ["a"]]);
  assertStringIncludes(Deno.readTextFileSync(file), '"a"');
});
