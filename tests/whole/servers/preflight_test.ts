import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { pathToFileURL } from "node:url";
import { Folder, hostOf, realServer } from "../../helpers/servers/real_servers.ts";

Deno.test("an unknown tool in line 9 after a write in line 3: nothing ran, and the answer holds the right signature", async () => {
  using folder = new Folder();
  await using host = hostOf({
    mcpServers: { filesystem: realServer("filesystem", folder.path) },
    permissions: { allow: ["mcp__filesystem"] },
  });
  const path = JSON.stringify(folder.file("a.txt"));
  const { outcome: { error, calls } } = await host.execute(`
// First it writes.
await filesystem.write_file({ path: ${path}, content: "x" });
const text = await filesystem.read_text_file({ path: ${path} });
if (text.content.length > 0) {
  // Then it asks for what is not there.
  for (const word of text.content.split(" ")) {
    console.log(word);
    await filesystem.get_file_inf({ path: ${path} });
  }
}`);
  assertEquals([...Deno.readDirSync(folder.path)], []);
  assertEquals([calls.total, error?.kind, error?.line, error?.column], [0, "syntax", 9, 22]);
  assertEquals(error?.message, 'filesystem has no tool "get_file_inf"');
  assertMatch(error!.hint!, /^Did you mean filesystem\.get_file_info\(args: { path: string }\)/);
  assertStringIncludes(error!.hint!, "Nothing ran, and nothing was written");
});

Deno.test("all that stops a program is named at once, in the order of its lines", async () => {
  using folder = new Folder();
  await using host = hostOf({
    mcpServers: {
      filesystem: realServer("filesystem", folder.path),
      dead: { command: "code-mode-no-such-program" },
      off: { command: "code-mode-no-such-program", disabled: true },
    },
    permissions: { deny: ["mcp__filesystem__move_file"] },
  });
  const { outcome: { error } } = await host.execute(`
await dead.read({}); await dead.write({});
await filesystem.move_file({ source: "a", destination: "b" });
await filesystem.edit_file({ path: "a", edits: [] });
await tools.call("filesystem", "no_such", {});
await tools["off"].read({});
await tools.call("nothing", "x");`);
  assertEquals([error?.kind, error?.line], ["unavailable", 2]);
  const lines = error!.message.split("\n");
  const seen = [
    /^dead did not start: "code-mode-no-such-program" is not on the PATH$/,
    /^Line 3: filesystem\.move_file is denied \(rule: "mcp__filesystem__move_file" in permissions\.deny\)/,
    /^Line 4: filesystem\.edit_file needs the user's consent/,
    /^Line 5: filesystem has no tool "no_such"$/,
    /^Line 6: off did not start: it is disabled in the config$/,
  ];
  assertEquals(lines.length, seen.length);
  for (const [at, line] of lines.entries()) assertMatch(line, seen[at]!);
  const { outcome } = await host.execute("await filesystem.edit_file({ path: 'a', edits: [] })");
  assertEquals([outcome.error?.kind, outcome.calls.total], ["tool", 0]);
  assertStringIncludes(outcome.error!.hint!, '"allow": ["mcp__filesystem__edit_file"]');
});

Deno.test("a program that can do without is run", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("a.txt"), "hello");
  await using host = hostOf({
    mcpServers: {
      filesystem: realServer("filesystem"),
      dead: { command: "code-mode-no-such-program" },
    },
  }, { roots: [{ uri: pathToFileURL(folder.path).href }] });
  const { outcome } = await host.execute(`
const seen = [];
try { await dead.read({}); } catch { seen.push("caught"); }
seen.push(await dead.read({}).catch(() => "handled"));
seen.push(await dead.read({}).then((value) => value, () => "second"));
seen.push(...(await Promise.allSettled([dead.read({}), filesystem.no_such({})])).map(({ status }) => status));
await Promise.any([dead.read({}), filesystem.list_allowed_directories()]);
if (filesystem.no_such) seen.push("a stub");
return seen;`);
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.result, ["caught", "handled", "second", "rejected", "rejected", "a stub"]);
});
