import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GOOD, Home, OTHER } from "./home.ts";

const REMOTE = { type: "http", url: "https://example.com/mcp" };

Deno.test("init --import moves a project's servers, shows what it does, and --undo restores every byte", async () => {
  using home = new Home();
  home.write(
    "project/.mcp.json",
    `{
  // ours
  "mcpServers": {
    "good": ${JSON.stringify({ ...GOOD, env: { API_KEY: "sec-ret-1" }, odd: { kept: true } })},
    "remote": ${JSON.stringify(REMOTE)},
    "dead": { "command": "no-such-command", "args": ["--token", "sec-ret-2"] }, // mine
  }
}\n`,
    0o640,
  );
  const before = home.files();
  const { code, stdout, stderr } = await home.init("claude-code", "--import");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(/sec-ret/.test(stdout), false, stdout);
  assertMatch(stdout, /→ good .*\(env: API_KEY\)/);
  assertMatch(stdout, /- remote +stays: remote servers are not supported yet/);
  assertMatch(
    stdout,
    /✓ good +2 tools +\d+ ms +ask 1\n✗ dead\n[^]*"no-such-command" is not on the PATH\n {4}→/,
  );
  assertMatch(
    stdout,
    /1 server, 2 tools: about [\d,]+ tokens of definitions are about [\d,]+ now\./,
  );
  assertStringIncludes(stdout, '+       "env": {\n+         "API_KEY": "…"\n');

  const { mcpServers } = home.json(".config/code-mode/mcp.json");
  assertEquals(mcpServers.good, { ...GOOD, env: { API_KEY: "sec-ret-1" }, odd: { kept: true } });
  assertEquals(Object.keys(mcpServers), ["good", "dead"]);
  const left = home.text("project/.mcp.json");
  assertMatch(left, /^\{\n {2}\/\/ ours\n {2}"mcpServers": \{\n[^]*\/\/ mine\n/);
  const entries = home.json("project/.mcp.json").mcpServers;
  assertEquals(Object.keys(entries), ["remote", "code-mode"]);
  assertEquals(entries["code-mode"].args.includes("serve"), true);
  const mode = (name: string) => Deno.statSync(`${home.path}/${name}`).mode! & 0o777;
  const made = Object.keys(home.files()).filter((name) => !(name in before));
  assertEquals(made.length, 3, made.join());
  for (const name of made) assertEquals(mode(name), 0o600, name);
  assertEquals(mode("project/.mcp.json"), 0o640);
  assertEquals([...Deno.readDirSync(`${home.path}/.cache/code-mode/lists`)].length, 1);

  const undone = await home.init("claude-code", "--undo");
  assertEquals([undone.code, undone.stderr], [0, ""]);
  assertEquals(home.files(), before);
  assertEquals(mode("project/.mcp.json"), 0o640);
  const none = await home.init("claude-code", "--undo");
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, "there is no import of claude-code to undo");
});

Deno.test("init --import finds all scopes of Claude Code, in its order, and counts equals once", async () => {
  using home = new Home();
  const other = { ...OTHER, env: { A: "1" } };
  home.write(".claude.json", {
    numStartups: 3,
    mcpServers: { good: GOOD, twice: other, off: GOOD },
    projects: {
      [home.project]: { mcpServers: { good: OTHER }, disabledMcpServers: ["off"] },
      "/elsewhere": { mcpServers: { others: GOOD } },
    },
  });
  home.write("project/.mcp.json", { mcpServers: { twice: other, no: GOOD, "a*b": GOOD } });
  home.write("project/.claude/settings.local.json", { disabledMcpjsonServers: ["no"] });
  const { stdout, code } = await home.init("claude-code", "--import");
  assertEquals(code, 0);
  assertStringIncludes(stdout, 'is called "good-2" there: another has its name');
  assertStringIncludes(stdout, "stands in the config already: it goes from here");
  assertMatch(stdout, /- a\*b +stays: its name has/);
  const { mcpServers } = home.json(".config/code-mode/mcp.json");
  assertEquals(mcpServers, {
    good: OTHER,
    twice: other,
    no: { ...GOOD, disabled: true },
    "good-2": GOOD,
    off: { ...GOOD, disabled: true },
  });
  const own = home.json(".claude.json");
  assertEquals([own.numStartups, Object.keys(own.mcpServers)], [3, ["code-mode"]]);
  assertEquals(own.projects[home.project].mcpServers, {});
  assertEquals(own.projects["/elsewhere"].mcpServers, { others: GOOD });
  assertEquals(Object.keys(home.json("project/.mcp.json").mcpServers), ["a*b"]);
});

Deno.test("init --import goes on without a file that it cannot read, and says where and what to do", async () => {
  using home = new Home();
  const broken = home.write("project/.mcp.json", '{\n  "mcpServers": {\n');
  home.write(".claude.json", {
    mcpServers: { good: GOOD, bad: 1, none: {}, in: { command: "${input:x}" } },
  });
  const { code, stdout, stderr } = await home.init("claude-code", "--import");
  assertEquals(code, 1);
  assertStringIncludes(stderr, `${broken}, line 3: The file is not JSON`);
  assertStringIncludes(stderr, "mend it there");
  assertMatch(stdout, /- bad +stays: it is no object/);
  assertMatch(stdout, /- none +stays: it has no "command"/);
  assertMatch(stdout, /- in +stays: it asks for an input/);
  assertEquals(Object.keys(home.json(".config/code-mode/mcp.json").mcpServers), ["good"]);
  assertEquals(home.text("project/.mcp.json"), '{\n  "mcpServers": {\n');
});

Deno.test("init --import FILE reads that file alone, and refuses what is no ordinary file", async () => {
  using home = new Home();
  home.write("project/.mcp.json", { mcpServers: { other: OTHER } });
  home.write("mine.json", { servers: { good: GOOD } });
  const { code } = await home.init("vscode", "--import", "../mine.json");
  assertEquals(code, 0);
  assertEquals(Object.keys(home.json(".config/code-mode/mcp.json").mcpServers), ["good"]);
  assertEquals(Object.keys(home.json("mine.json").servers), ["code-mode"]);
  const wrong: [string, string][] = [
    ["/dev/zero", "it is not an ordinary file"],
    ["nowhere.json", "there is no such file"],
    [".", "it is not an ordinary file"],
    [home.write("bytes.json", "{}"), 'it has neither "mcpServers" nor "servers"'],
  ];
  for (const [name, reason] of wrong) {
    const { code, stderr, stdout } = await home.init("cursor", "--import", name);
    assertEquals(code, 1, name);
    assertStringIncludes(stderr, reason);
    assertStringIncludes(stdout, "There is nothing to import");
  }
});

Deno.test("each client's own files are found", async () => {
  const cases: [client: string, file: string, section: string][] = [
    ["claude-desktop", ".config/Claude/claude_desktop_config.json", "mcpServers"],
    ["vscode", "project/.vscode/mcp.json", "servers"],
    ["vscode", ".config/Code/User/mcp.json", "servers"],
    ["cursor", "project/.cursor/mcp.json", "mcpServers"],
    ["cursor", ".cursor/mcp.json", "mcpServers"],
  ];
  for (const [client, file, section] of cases) {
    using home = new Home();
    home.write(file, { [section]: { good: { command: "no-such-${X}" } } });
    assertEquals((await home.init(client, "--import")).code, 0, file);
    assertEquals(Object.keys(home.json(file)[section]), ["code-mode"], file);
    const { good } = home.json(".config/code-mode/mcp.json").mcpServers;
    // Claude Desktop puts no variables in.
    assertEquals(good.command, client === "claude-desktop" ? "no-such-$${X}" : "no-such-${X}");
  }
});

Deno.test("init --import --dry-run changes nothing, and --copy leaves the entries in the client", async () => {
  using home = new Home();
  home.write("project/.mcp.json", { mcpServers: { good: GOOD } });
  const before = home.files();
  const dry = await home.init("claude-code", "--import", "--dry-run");
  assertEquals(dry.code, 0);
  assertStringIncludes(dry.stdout, '+     "good": {');
  assertStringIncludes(dry.stdout, "Nothing was changed");
  assertEquals(home.files(), before);

  assertEquals((await home.init("claude-code", "--import", "--copy")).code, 0);
  assertEquals(Object.keys(home.json("project/.mcp.json").mcpServers), ["good", "code-mode"]);
  assertEquals(Object.keys(home.json(".config/code-mode/mcp.json").mcpServers), ["good"]);
  assertEquals((await home.init("claude-code", "--undo")).code, 0);
  assertEquals(home.files(), before);
});

Deno.test("init --import keeps what the config has, and skips code-mode itself", async () => {
  using home = new Home();
  home.write(
    ".config/code-mode/mcp.json",
    '{\n  // mine\n  "mcpServers": {\n    "good": { "command": "x" } // first\n  },\n  "permissions": { "deny": ["good.a"] }\n}\n',
    0o644,
  );
  const own = { command: "/opt/code-mode", args: ["serve"] };
  home.write("project/.mcp.json", { mcpServers: { cm: own, good: GOOD } });
  home.write("project/.claude/settings.json", {
    permissions: { deny: ["mcp__good__b", "good.a"] },
  });
  const { code, stdout } = await home.init("claude-code", "--import");
  assertEquals(code, 0);
  assertMatch(stdout, /- cm +is code-mode itself/);
  const text = home.text(".config/code-mode/mcp.json");
  assertStringIncludes(
    text,
    '  // mine\n  "mcpServers": {\n    "good": { "command": "x" }, // first\n',
  );
  const { mcpServers, permissions } = home.json(".config/code-mode/mcp.json");
  assertEquals(Object.keys(mcpServers), ["good", "good-2"]);
  assertEquals(permissions.deny, ["good.a", "mcp__good__b", "mcp__good-2__b"]);
  assertEquals(Deno.statSync(home.config).mode! & 0o777, 0o644);
  assertEquals(home.json("project/.mcp.json").mcpServers, { cm: own });
  const again = await home.init("claude-code", "--import");
  assertStringIncludes(again.stdout, "There is nothing to import");
  assertEquals(home.text(".config/code-mode/mcp.json"), text);
});

Deno.test("init --import makes server-memory the embedded memory, with its file", async () => {
  using home = new Home();
  const file = home.write("notes.jsonl", "");
  const memory = (env?: Record<string, string>, ...args: string[]) => ({
    command: "npx",
    args: ["-y", "@modelcontextprotocol/server-memory", ...args],
    ...env ? { env } : {},
  });
  home.write("project/.mcp.json", {
    mcpServers: { knowledge: memory({ MEMORY_FILE_PATH: "${HOME}/notes.jsonl" }), good: GOOD },
  });
  home.write("project/.claude/settings.json", {
    permissions: { deny: ["mcp__knowledge__delete_entities"] },
  });
  const { stdout, code } = await home.init("claude-code", "--import");
  assertEquals(code, 0);
  assertStringIncludes(stdout, `becomes the embedded memory, with its file ${file}`);
  const { args } = home.json("project/.mcp.json").mcpServers["code-mode"];
  assertEquals(args.slice(-2), ["--memory-file", file]);
  const config = home.json(".config/code-mode/mcp.json");
  assertEquals(Object.keys(config.mcpServers), ["good"]);
  assertEquals(config.permissions.deny, ["mcp__memory__delete_entities"]);
});

Deno.test("init --import refuses a config that it cannot add to, and changes nothing then", async () => {
  using home = new Home();
  home.write("project/.mcp.json", { mcpServers: { good: GOOD } });
  for (
    const [text, reason] of [["{", "The file is not JSON"], [
      '{ "mcpServers": [] }',
      "is no object",
    ]]
  ) {
    home.write(".config/code-mode/mcp.json", text);
    const before = home.files();
    const { code, stderr } = await home.init("claude-code", "--import");
    assertEquals(code, 2);
    assertStringIncludes(stderr, reason!);
    assertEquals(home.files(), before);
  }
});
