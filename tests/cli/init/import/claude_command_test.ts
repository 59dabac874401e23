import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { GOOD, Home, OTHER } from "./home.ts";

const FAKE = fileURLToPath(new URL("./fake_claude.ts", import.meta.url));

/** A home with servers in `~/.claude.json`, and a `claude` on the path. */
function homeWith(claude: string): Home {
  const home = new Home();
  home.write(".claude.json", {
    mcpServers: { good: { ...GOOD, env: { KEY: "sec-ret" } } },
    projects: { [home.project]: { mcpServers: { other: { ...OTHER, cwd: home.path } } } },
  }, 0o600);
  home.command("claude", claude);
  return home;
}

Deno.test("~/.claude.json is changed by Claude Code's own command, which keeps what that writes there", async () => {
  using home = homeWith(`exec ${Deno.execPath()} run -q --no-lock -A ${FAKE} "$@"`);
  assertEquals((await home.init("claude-code", "--import")).code, 0);
  assertEquals(home.text("claude.log").split("\n"), [
    "mcp add-json --scope user -- code-mode -",
    "mcp remove --scope local -- other",
    "mcp remove --scope user -- good",
    "",
  ]);
  const { mcpServers, projects, calls } = home.json(".claude.json");
  assertEquals([Object.keys(mcpServers), projects[home.project].mcpServers, calls], [
    ["code-mode"],
    {},
    3,
  ]);

  // Claude Code has written since.
  home.write(".claude.json", { ...home.json(".claude.json"), startups: 9 });
  const { code, stdout } = await home.init("claude-code", "--undo");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "the entries were put back, and all else stays");
  assertEquals(home.text("claude.log").split("\n").slice(3), [
    "mcp add-json --scope user -- good -",
    "mcp remove --scope user -- code-mode",
    "",
  ]);
  const now = home.json(".claude.json");
  assertEquals(now.mcpServers, { good: { ...GOOD, env: { KEY: "sec-ret" } } });
  // Of this one the command would lose a key: it was put back by an edit.
  assertEquals(now.projects[home.project].mcpServers, { other: { ...OTHER, cwd: home.path } });
  assertEquals([now.startups, now.calls], [9, 5]);
});

Deno.test("without Claude Code's command, and with one that does nothing, the file is edited", async () => {
  for (const claude of ["exit 1", "exit 0"]) {
    using home = homeWith(claude);
    const before = home.files();
    assertEquals((await home.init("claude-code", "--import")).code, 0, claude);
    const { mcpServers, projects } = home.json(".claude.json");
    assertEquals([Object.keys(mcpServers), projects[home.project].mcpServers], [["code-mode"], {}]);
    assertEquals((await home.init("claude-code", "--undo")).code, 0);
    assertEquals(home.files(), before);
  }
});

Deno.test("a copy of ~/.claude.json that is named is not changed by the command", async () => {
  using home = homeWith("echo called >> $HOME/claude.log");
  home.write("copy.json", { mcpServers: { good: GOOD } });
  assertEquals((await home.init("claude-code", "--import", "../copy.json")).code, 0);
  assertEquals(Object.keys(home.json("copy.json").mcpServers), ["code-mode"]);
  assertEquals("claude.log" in home.files(), false);
});
