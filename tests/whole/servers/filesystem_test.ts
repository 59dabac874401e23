import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { pathToFileURL } from "node:url";
import { Folder, hostOf, realServer } from "../../helpers/servers/real_servers.ts";

const allow = { permissions: { allow: ["mcp__filesystem"] } };

Deno.test("fifty edits of one file at once are all kept by server-filesystem, and reads overlap", async () => {
  using folder = new Folder();
  const file = folder.file("list.txt");
  const lines = Array.from({ length: 50 }, (_, i) => `line ${String(i).padStart(2, "0")} open`);
  Deno.writeTextFileSync(file, lines.join("\n"));
  await using host = hostOf({
    mcpServers: { filesystem: realServer("filesystem", folder.path) },
    ...allow,
  });
  const { outcome } = await host.execute(
    `
    const path = ${JSON.stringify(file)};
    const numbers = Array.from({ length: 50 }, (_, i) => String(i).padStart(2, "0"));
    await Promise.all(numbers.map((n) => filesystem.edit_file({
      path,
      edits: [{ oldText: "line " + n + " open", newText: "line " + n + " done" }],
    })));
    const reads = await Promise.all(numbers.map(() => filesystem.readTextFile({ path })));
    return new Set(reads.map((read) => read.content)).size;`,
    { timeoutMs: 120_000 },
  );
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.result, 1);
  assertEquals(Deno.readTextFileSync(file), lines.join("\n").replaceAll("open", "done"));
  assertEquals(outcome.calls.total, 100);
});

Deno.test("server-filesystem without folders works in the folders of the client", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("a.txt"), "hello");
  await using host = hostOf({ mcpServers: { files: realServer("filesystem") } }, {
    roots: [{ uri: pathToFileURL(folder.path).href }],
  });
  const { outcome } = await host.execute(
    `return (await files.read_text_file({ path: ${
      JSON.stringify(folder.file("a.txt"))
    } })).content`,
    { timeoutMs: 120_000 },
  );
  assertEquals([outcome.error, outcome.result], [undefined, "hello"]);
});

Deno.test("a denied tool is called by no spelling; what would ask is refused with the line that allows it", async () => {
  using folder = new Folder();
  await using host = hostOf({
    mcpServers: { filesystem: realServer("filesystem", folder.path) },
    permissions: { deny: ["mcp__filesystem__write_*"] },
  });
  const path = JSON.stringify(folder.file("a.txt"));
  const { outcome } = await host.execute(
    `
    const args = { path: ${path}, content: "x" };
    const [files, all] = [filesystem, tools]; // what stands written out is refused before the program runs
    const tries = [
      () => files.write_file(args),
      () => files.writeFile(args),
      () => filesystem["write" + "_file"](args),
      () => all.call("filesystem", "write_file", args),
      () => all["filesystem"].write_file(args),
      () => Reflect.get(filesystem, "write_file").call(null, args),
      () => files.writ_file(args),
      () => files.edit_file({ path: ${path}, edits: [] }),
    ];
    const seen = [];
    for (const one of tries) seen.push(await one().then(() => "called", (error) => error.message));
    return seen;`,
    { timeoutMs: 120_000 },
  );
  assertEquals(outcome.error, undefined);
  const seen = outcome.result as string[];
  for (const message of seen.slice(0, 6)) {
    assertMatch(message, /^filesystem\.write_file is denied \(rule: "mcp__filesystem__write_\*"/);
  }
  assertMatch(seen[6]!, /has no tool "writ_file"/);
  assertEquals(seen[6]!.includes("write_file("), false);
  assertMatch(
    seen[7]!,
    /edit_file needs the user's consent, and this client cannot ask \(rule: @destructive, the default\)/,
  );
  assertEquals([...Deno.readDirSync(folder.path)], []);
  const { outcome: { error } } = await host.execute(
    `await filesystem.edit_file({ path: ${path}, edits: [] })`,
  );
  assertStringIncludes(error?.hint ?? "", `{ "allow": ["mcp__filesystem__edit_file"] }`);
});

Deno.test("wrong arguments are refused before anything is sent, all at once, with the signature", async () => {
  using folder = new Folder();
  await using host = hostOf({
    mcpServers: { filesystem: realServer("filesystem", folder.path) },
    ...allow,
  });
  const { outcome } = await host.execute(
    `await filesystem.write_file({ pth: "x", content: 1 })`,
    { timeoutMs: 120_000 },
  );
  assertEquals(outcome.error?.name, "TypeError");
  assertStringIncludes(outcome.error!.message, "path");
  assertStringIncludes(outcome.error!.message, "content");
  assertStringIncludes(
    outcome.error!.message,
    "write_file(args: { path: string; content: string })",
  );
  assertEquals(outcome.calls, {
    total: 1,
    written: 0,
    failed: 1,
    byMethod: { "filesystem.write_file": 1 },
  });
});
