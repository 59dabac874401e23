import { assertEquals, assertStringIncludes } from "@std/assert";
import { GOOD, Home, OTHER } from "./home.ts";

Deno.test("what strangers wrote is shown in one visible line each, and bounded", async () => {
  using home = new Home();
  const evil = "\u001b[31mred\u202e\nline";
  const long = "x".repeat(100_000);
  home.write("project/.mcp.json", {
    mcpServers: {
      [evil]: { command: "x" },
      good: {
        command: "no-such-command",
        args: [evil, long],
        env: { [evil]: "sec-ret" },
        [evil]: 1,
      },
      far: { type: evil, url: evil },
    },
  });
  home.write("project/.claude/settings.json", {
    permissions: { deny: [`mcp__good__${evil}`, `mcp__good__${long}`], allow: [`mcp__${evil}`] },
    hooks: {
      PreToolUse: [{ matcher: `mcp__${evil}` }],
      [evil]: [{ matcher: `mcp__${long}` }],
      no: 1,
    },
  });
  const { code, stdout, stderr } = await home.init("claude-code", "--import");
  assertEquals([code, stderr], [0, ""]);
  // deno-lint-ignore no-control-regex -- they are what must not be there
  assertEquals(/[\u0000-\u0009\u000b-\u001f\u202e]|sec-ret/.exec(stdout), null);
  assertEquals(Math.max(...stdout.split("\n").map(({ length }) => length)) < 700, true);
  assertEquals(Object.keys(home.json(".config/code-mode/mcp.json").mcpServers), ["good"]);
});

Deno.test("init says which flags go together", async () => {
  using home = new Home();
  const wrong: [string[], string][] = [
    [["--import", "--undo"], "exclude each other"],
    [["--copy"], 'The flag "--copy" needs "--import"'],
    [["--dry-run"], 'The flag "--dry-run" needs "--import"'],
    [["file"], "is too many"],
    [["--replace"], 'The flag "--replace" needs "--write"'],
    [["--write", "x", "--import"], "exclude each other"],
  ];
  for (const [flags, reason] of wrong) {
    const { code, stderr } = await home.init("cursor", ...flags);
    assertEquals(code, 2);
    assertStringIncludes(stderr, reason);
  }
});

Deno.test("init codex --import says that it cannot, and what to do", async () => {
  using home = new Home();
  const { code, stderr } = await home.init("codex", "--import");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "its servers are in TOML: copy them into the config by hand");
});

Deno.test("init --import passes the flags of serve on", async () => {
  using home = new Home();
  home.write(".cursor/mcp.json", { mcpServers: { good: GOOD } });
  assertEquals((await home.init("cursor", "--import", "--no-log", "--timeout-ms=9000")).code, 0);
  const { args } = home.json(".cursor/mcp.json").mcpServers["code-mode"];
  assertEquals(args.slice(-3), ["--no-log", "--timeout-ms", "9000"]);
});

Deno.test("init --import --config moves into that config, and the entry names it", async () => {
  using home = new Home();
  home.write(".cursor/mcp.json", { mcpServers: { good: GOOD } });
  const config = `${home.path}/own.json`;
  const { code, stdout } = await home.init("cursor", "--import", "--config", "../own.json");
  assertEquals(code, 0);
  assertStringIncludes(stdout, `init cursor --undo --config "${config}"`);
  assertEquals(Object.keys(home.json("own.json").mcpServers), ["good"]);
  const { args } = home.json(".cursor/mcp.json").mcpServers["code-mode"];
  assertEquals(args.slice(-2), ["--config", config]);
  home.write("project/.cursor/mcp.json", { mcpServers: { other: OTHER } });
  const other = await home.init("cursor", "--import");
  assertEquals(other.code, 2);
  assertStringIncludes(other.stderr, `reads "${config}": name that by --config`);
});
