import { assert, assertEquals, assertLess } from "@std/assert";
import { ToolIndex } from "../../../src/upstream/catalogue/tool_index.ts";

const tool = (name: string, description = "", properties: Record<string, unknown> = {}) => ({
  name,
  description,
  inputSchema: { type: "object", properties },
});
const ENTRIES = [
  { server: "github", tool: tool("create_issue", "Open a new issue in a repository") },
  { server: "github", tool: tool("list_issues", "List issues of a repository", { assignee: {} }) },
  { server: "github", tool: tool("delete_file", "Delete a file") },
  { server: "gitlab", tool: tool("create_issue", "Create an issue in a project") },
  { server: "mail", tool: { ...tool("x1", "Deliver a letter"), title: "Send mail" } },
];

async function names(query: string, server?: string): Promise<string[]> {
  const index = await ToolIndex.of(ENTRIES);
  return index.search(query, server).map(({ server, tool }) => `${server}.${tool.name}`);
}

Deno.test("a tool is found by its name, its server, its title, its description and its parameters", async () => {
  assertEquals((await names("list issues"))[0], "github.list_issues");
  assertEquals((await names("gitlab issue"))[0], "gitlab.create_issue");
  assertEquals((await names("send mail"))[0], "mail.x1");
  assertEquals((await names("letter"))[0], "mail.x1");
  assertEquals((await names("assignee"))[0], "github.list_issues");
  assertEquals(await names("zebra"), []);
  assertEquals(await names(""), []);
});

Deno.test("synonyms and beginnings of words find it, too, and its own words count more", async () => {
  assertEquals((await names("remove file"))[0], "github.delete_file");
  assertEquals((await names("make a ticket in gitlab"))[0], "gitlab.create_issue");
  assertEquals((await names("deliv"))[0], "mail.x1");
  assertEquals((await names("show issues"))[0], "github.list_issues");
});

Deno.test("a tool that has all words of the query comes before one that has a rare one", async () => {
  const index = await ToolIndex.of([
    ...Array.from({ length: 30 }, (_, i) => ({ server: "s", tool: tool(`file_${i}`, "a file") })),
    { server: "s", tool: tool("zebra_file_zebra", "zebra zebra zebra") },
    { server: "s", tool: tool("copy_it", "copy a file to a folder") },
  ]);
  assertEquals(index.search("copy file folder zebra")[0]!.tool.name, "copy_it");
});

Deno.test("only tools of one server are found where that is asked for", async () => {
  assertEquals(await names("create issue", "gitlab"), ["gitlab.create_issue"]);
  assertEquals(await names("create issue", "nothing"), []);
});

Deno.test("what servers and programs write costs little: long texts, many parameters, long queries", async () => {
  const properties = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, {}]));
  const words = Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(" ");
  const entries = Array.from({ length: 2_000 }, (_, i) => ({
    server: "evil",
    tool: tool(`tool_${i}`, `first${i} ${words}`, properties),
  }));
  const startedAt = performance.now();
  let longest = 0;
  let last = startedAt;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  });
  const index = await ToolIndex.of(entries);
  clearInterval(timer);
  assertEquals(index.search("first7")[0]!.tool.name, "tool_7");
  assertEquals(index.search("w1999"), [], "a word beyond the limit");
  assertEquals(index.search("field4999"), [], "a parameter beyond the limit");
  // Others get the thread in between: the whole takes seconds on a slow machine.
  assertLess(longest, Math.max(400, (performance.now() - startedAt) / 4));
  const searchedAt = performance.now();
  assert(index.search(words).length > 0);
  assertLess(performance.now() - searchedAt, 2_000);
});

Deno.test("of more tools than an index takes the first are found", async () => {
  const entries = Array.from({ length: 5_001 }, (_, i) => ({ server: "s", tool: tool(`n${i}`) }));
  const index = await ToolIndex.of(entries);
  assertEquals(index.search("n4999").map(({ tool }) => tool.name), ["n4999"]);
  assertEquals(index.search("n5000"), []);
});
