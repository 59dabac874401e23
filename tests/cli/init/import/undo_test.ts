import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GOOD, Home, OTHER } from "./home.ts";

const RULES = { deny: ["mcp__good__x"] };

/** An import of two servers and a rule. */
async function imported(): Promise<Home> {
  const home = new Home();
  home.write("project/.mcp.json", {
    mcpServers: { good: { ...GOOD, odd: 1 }, other: OTHER },
    more: 1,
  });
  home.write("project/.claude/settings.json", { permissions: RULES });
  assertEquals((await home.init("claude-code", "--import")).code, 0);
  return home;
}

Deno.test("--undo of files that have changed puts entries back, and keeps what changed meanwhile", async () => {
  using home = await imported();
  const config = home.json(".config/code-mode/mcp.json");
  config.mcpServers.mine = { command: "mine" };
  config.mcpServers.other.env = { NEW: "1" };
  home.write(".config/code-mode/mcp.json", config);
  const client = home.json("project/.mcp.json");
  client.mcpServers.theirs = { command: "theirs" };
  client.mcpServers.other = { command: "another" };
  home.write("project/.mcp.json", client);

  const { code, stdout } = await home.init("claude-code", "--undo");
  assertEquals(code, 0);
  assertStringIncludes(stdout, '"other" is there again, and stays as it is');
  assertStringIncludes(stdout, '"other" has changed, and stays');
  assertStringIncludes(stdout, "the rules that were copied stay");
  assertEquals(home.json("project/.mcp.json"), {
    mcpServers: {
      theirs: { command: "theirs" },
      other: { command: "another" },
      good: { ...GOOD, odd: 1 },
    },
    more: 1,
  });
  assertEquals(home.json(".config/code-mode/mcp.json"), {
    mcpServers: { other: { ...OTHER, env: { NEW: "1" } }, mine: { command: "mine" } },
    permissions: RULES,
  });
  const [copy] = Object.keys(home.files()).filter((name) => name.includes(".mcp.json.backup-"));
  assertStringIncludes(stdout, copy!);
});

Deno.test("--undo takes the rules out with the servers, and no rule of the user's own", async () => {
  using home = await imported();
  const config = home.json(".config/code-mode/mcp.json");
  config.permissions.deny.push("good.mine");
  home.write(".config/code-mode/mcp.json", config);
  assertEquals((await home.init("claude-code", "--undo")).code, 0);
  assertEquals(home.json(".config/code-mode/mcp.json"), {
    mcpServers: {},
    permissions: { deny: ["good.mine"] },
  });
});

Deno.test("an import that cannot copy a file changes nothing, and leaves no copy of others", async () => {
  using home = new Home();
  home.write("project/.mcp.json", { mcpServers: { good: GOOD } });
  home.write(".config/code-mode/mcp.json", { mcpServers: {} });
  // Beside it no file can be made whose name is longer than its own.
  const name = "x".repeat(250);
  home.write(`project/${name}`, { mcpServers: { other: OTHER } });
  const before = home.files();
  const { code, stderr } = await home.init("claude-code", "--import", name);
  assertEquals(code, 2);
  assertMatch(stderr, /nothing was changed: ".*x": it cannot be copied: File name too long/);
  assertEquals(home.files(), before);
});

Deno.test("a record that was not finished: --import goes on, --undo takes both back", async () => {
  using home = await imported();
  const files = home.files();
  const journal = home.json(".config/code-mode/mcp.json.imports");
  // As a kill right before the client's file was replaced leaves it.
  journal.imports[0].done = false;
  home.write(".config/code-mode/mcp.json.imports", journal);
  const [copy] = Object.keys(files).filter((name) => name.includes("backup"));
  home.write("project/.mcp.json", files[copy!]);
  const again = await home.init("claude-code", "--import");
  assertEquals(again.code, 0);
  assertStringIncludes(again.stdout, "stands in the config already: it goes from here");
  assertEquals(
    home.json(".config/code-mode/mcp.json"),
    JSON.parse(files[".config/code-mode/mcp.json"]!),
  );
  assertEquals(home.text("project/.mcp.json"), files["project/.mcp.json"]);

  assertEquals((await home.init("claude-code", "--undo")).code, 0);
  const left = home.files();
  assertEquals(Object.keys(left).sort(), ["project/.claude/settings.json", "project/.mcp.json"]);
  assertEquals(left["project/.mcp.json"], files[copy!]);
});

Deno.test("--undo leaves to another import what that needs", async () => {
  using home = await imported();
  home.write("project/.cursor/mcp.json", { mcpServers: { other: OTHER } });
  assertEquals((await home.init("cursor", "--import")).code, 0);
  assertEquals(Object.keys(home.json("project/.cursor/mcp.json").mcpServers), ["code-mode"]);
  const first = await home.init("claude-code", "--undo");
  assertStringIncludes(first.stdout, '"other" stays: another import needs it');
  assertEquals(Object.keys(home.json("project/.mcp.json").mcpServers), ["good", "other"]);
  const { mcpServers } = home.json(".config/code-mode/mcp.json");
  assertEquals(mcpServers, { other: OTHER });
  assertEquals((await home.init("cursor", "--undo")).code, 0);
  assertEquals(home.json("project/.cursor/mcp.json"), { mcpServers: { other: OTHER } });
  assertEquals(home.json(".config/code-mode/mcp.json").mcpServers, {});
});

Deno.test("--undo does nothing with a journal that it cannot read", async () => {
  using home = await imported();
  home.write(".config/code-mode/mcp.json.imports", '{ "format": 2 }');
  const before = home.files();
  const { code, stderr } = await home.init("claude-code", "--undo");
  assertEquals(code, 2);
  assertMatch(stderr, /mcp\.json\.imports": it is not what code-mode has written/);
  assertEquals(home.files(), before);
});
