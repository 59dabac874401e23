import { assertEquals, assertMatch } from "@std/assert";
import { byCode, missing } from "../../../../src/tools/experiment2/arms.ts";
import { Conversation } from "../../../../src/tools/experiment2/conversation.ts";
import { copyFacts } from "../../../../src/tools/experiment2/tasks/copy_facts.ts";
import { oneCall } from "../../../../src/tools/experiment2/tasks/one_call.ts";

const SERVERS = ["filesystem", "memory", "desktop-commander"];
const PLACES = { work: "/work", memoryFile: "/memory.jsonl" };

/** The programs that are sent where every answer is `found`. */
async function programs(
  description: string,
  found: string,
  task = oneCall,
  careful = false,
): Promise<string[]> {
  const server = { call: () => Promise.resolve({ structuredContent: { result: found } }) };
  const conversation = new Conversation(0);
  const how = { server, description, servers: SERVERS, searches: true, careful };
  await byCode(task, PLACES, how, conversation);
  return conversation.turns.map(([exchange]) => exchange!.args.code as string);
}

Deno.test("a tool is named by its whole name alone, behind the name of its server", () => {
  const names = (text: string) =>
    missing(oneCall, text, SERVERS, { signature: false }).map(({ tool }) => tool);
  for (
    const text of ["filesystem.read_text_file(path)", "filesystem: a, read_text_file; memory: b"]
  ) {
    assertEquals(names(text), [], text);
  }
  for (
    const text of [
      "filesystem: read_text_files, my_read_text_file",
      "read_text_file",
      "filesystem: a; memory: read_text_file",
      "filesystem: a; desktop_commander: read_text_file",
    ]
  ) {
    assertEquals(names(text), ["read_text_file"], text);
  }
});

Deno.test("a program searches only for what the description does not name, and describes what search left out", async () => {
  assertEquals((await programs("filesystem.read_text_file", "")).length, 1);
  const [search, ...rest] = await programs("", "filesystem.read_text_file(…)");
  assertMatch(search!, /^return await tools\.search\("read a text file", \{ server: "filesystem"/);
  assertEquals(rest.length, 1);
  const [, describe] = await programs("", "filesystem.write_file(…)");
  assertEquals(describe, 'return await tools.describe("filesystem.read_text_file");');
});

Deno.test("a careful model searches where the description names a tool without its signature", async () => {
  const signature = "filesystem: read_text_file(args: { path: string })";
  assertEquals((await programs("filesystem: read_text_file", signature, oneCall, true)).length, 2);
  assertEquals((await programs(signature, "", oneCall, true)).length, 1);
});

Deno.test("tools of two servers are searched for by one program", async () => {
  const [search] = await programs("", "", copyFacts);
  assertMatch(search!, /Promise\.all\(.*server: "filesystem".*server: "memory"/);
});
