import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { HAS_TERMINAL, onTerminal } from "../../helpers/terminal.ts";
import { GOOD, Home } from "./import/home.ts";

const PACKAGE = "@modelcontextprotocol/server-memory";
const memory = (file?: string, more: Record<string, unknown> = {}) => ({
  command: "npx",
  args: ["-y", PACKAGE],
  ...file === undefined ? {} : { env: { MEMORY_FILE_PATH: file } },
  ...more,
});
/** The flags of `serve` in an entry. */
const flagsOf = ({ args }: { args: string[] }) => args.slice(args.lastIndexOf("serve") + 1);

Deno.test("init alone lists the clients that are there, and what it would do", async () => {
  using home = new Home();
  home.command("codex", "");
  home.write(".cursor/mcp.json", { mcpServers: { memory: memory("/m.jsonl") } });
  const before = home.files();
  const { code, stdout } = await home.init();
  assertEquals(code, 0);
  assertMatch(
    stdout,
    /✓ cursor: \S+\.cursor; starts server-memory, .*\n {4}would write \S+mcp\.json/,
  );
  assertMatch(stdout, /✓ codex: the command codex\n[^]* init codex --write\n/);
  assertMatch(stdout, /Not found: .*claude-desktop, vscode\n/);
  assertEquals(home.files(), before);
});

Deno.test("init --write without a file takes the client's own", async () => {
  const cases: [client: string, file: string][] = [
    ["claude-desktop", ".config/Claude/claude_desktop_config.json"],
    ["vscode", ".config/Code/User/mcp.json"],
    ["cursor", ".cursor/mcp.json"],
    ["codex", ".codex/config.toml"],
  ];
  for (const [client, file] of cases) {
    using home = new Home();
    const { code, stderr } = await home.init(client, "--write");
    assertEquals(code, 0, stderr);
    assertStringIncludes(home.text(file), "code-mode");
    assertEquals(Deno.statSync(join(home.path, file)).mode! & 0o777, 0o600);
    const again = await home.init(client, "--write");
    assertStringIncludes(again.stdout, "has this entry already");
  }
});

Deno.test("init claude-code --write takes the user's own place, and says which counts first", async () => {
  using home = new Home();
  home.write(".claude.json", { numStartups: 3, mcpServers: { good: GOOD } });
  home.command("claude", "exit 1");
  home.write("project/.mcp.json", {
    mcpServers: { "code-mode": { command: "/opt/code-mode", args: ["serve"] } },
  });
  const { code, stderr } = await home.init("claude-code", "--write");
  assertEquals(code, 0);
  const own = home.json(".claude.json");
  assertEquals([own.numStartups, Object.keys(own.mcpServers)], [3, ["good", "code-mode"]]);
  assertStringIncludes(stderr, `"code-mode" in ${home.project}/.mcp.json counts first`);
});

Deno.test("init passes on every flag of serve, with absolute paths, and refuses what serve would", async () => {
  using home = new Home();
  home.write("project/own.json", { mcpServers: {} });
  const flags = ["--config", "own.json", "--memory-file", "m.jsonl", "--trace=t.log"];
  const others = ["--read-only", "--allow", "readGraph", "--timeout-ms", "9000", "--no-log"];
  const { stdout } = await home.init("cursor", ...flags, ...others);
  const entry = JSON.parse(stdout).mcpServers["code-mode"];
  assertEquals(
    new Set(flagsOf(entry)),
    new Set([
      ...["--config", join(home.project, "own.json")],
      ...["--memory-file", join(home.project, "m.jsonl")],
      ...["--trace", join(home.project, "t.log")],
      ...others,
    ]),
  );
  const wrong: [string[], string][] = [
    [["--timeout-ms", "x"], "--timeout-ms"],
    [["--allow", "nothing"], "nothing"],
    [["--json"], 'There is no flag "--json"'],
    [["--config", "nowhere.json"], "there is no such file"],
    [["--atomic", "--no-memory"], "--no-memory"],
  ];
  for (const [args, reason] of wrong) {
    for (const write of [[], ["--write"]]) {
      const { code, stderr } = await home.init("cursor", ...args, ...write);
      assertEquals(code, 2, reason);
      assertStringIncludes(stderr, reason);
    }
  }
});

Deno.test("init --write keeps the flags of the entry that is there, its memory, and others' keys", async () => {
  using home = new Home();
  await home.init("cursor", "--write", "--read-only", "--memory-file", "/m.jsonl");
  const json = home.json(".cursor/mcp.json");
  const entry = json.mcpServers["code-mode"];
  home.write(".cursor/mcp.json", {
    mcpServers: {
      "code-mode": {
        ...entry,
        command: "/old/code-mode",
        args: ["serve", ...flagsOf(entry)],
        autoApprove: ["x"],
        env: { A: "1" },
      },
    },
  });
  await home.init("cursor", "--write");
  const again = home.json(".cursor/mcp.json").mcpServers["code-mode"];
  assertEquals(again, { ...entry, autoApprove: ["x"], env: { A: "1", ...entry.env } });
  await home.init("cursor", "--write", "--no-log");
  const other = home.json(".cursor/mcp.json").mcpServers["code-mode"];
  assertEquals(flagsOf(other), ["--no-log", "--memory-file", "/m.jsonl"]);
});

Deno.test("init --write takes the memory of server-memory over, and takes that out when it is told to", async () => {
  for (const [client, file] of [["cursor", ".cursor/mcp.json"], ["codex", ".codex/config.toml"]]) {
    using home = new Home();
    if (client === "cursor") {
      home.write(file!, { mcpServers: { good: GOOD, notes: memory("/n/m.jsonl") } });
    } else {
      home.write(
        file!,
        `[mcp_servers.notes]
command = "npx"
args = ["-y", "${PACKAGE}"]
env = { MEMORY_FILE_PATH = "/n/m.jsonl" }
`,
      );
    }
    const first = await home.init(client!, "--write");
    assertEquals(first.code, 0);
    assertStringIncludes(
      first.stderr,
      "starts server-memory: code-mode goes on with its memory, /n/m.jsonl",
    );
    assertMatch(first.stderr, /both at once write past code-mode's lock.* --write --replace\n/);
    assertStringIncludes(home.text(file!), "notes");
    assertMatch(home.text(file!), /"--memory-file",\s+"\/n\/m\.jsonl"/);
    const before = home.text(file!);

    const { code, stdout, stderr } = await home.init(client!, "--write", "--replace");
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "- ");
    assertEquals(stdout.includes("/n/m.jsonl"), false, "values of env are not shown");
    assertEquals(home.text(file!).includes("notes"), false);
    assertMatch(home.text(file!), /"--memory-file",\s+"\/n\/m\.jsonl"/);
    const [, copy] = /As it was: "(.*?)"/.exec(stderr)!;
    assertEquals(Deno.readTextFileSync(copy!), before);
  }
});

Deno.test("init --write finds server-memory in all places of the client, and its file in npx's cache", async () => {
  using home = new Home();
  const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(PACKAGE));
  const folder = new Uint8Array(digest).toHex().slice(0, 16);
  const cached = home.write(`.npm/_npx/${folder}/node_modules/${PACKAGE}/dist/memory.jsonl`, "");
  home.write(".claude.json", {
    projects: { [home.project]: { mcpServers: { memory: memory() } } },
  });
  const { stderr } = await home.init("claude-code", "--write", "--replace");
  assertStringIncludes(stderr, "its file lies in npx's cache, which may be emptied");
  const { mcpServers, projects } = home.json(".claude.json");
  assertEquals(flagsOf(mcpServers["code-mode"]), ["--memory-file", cached]);
  assertEquals(projects[home.project].mcpServers, {});
});

Deno.test("init --write says where a memory cannot be found, cannot be taken over, or is another", async () => {
  const cases: [servers: Record<string, unknown>, flags: string[], code: number, said: string][] = [
    [{ m: memory() }, [], 0, "or its memory cannot be found: name that with --memory-file"],
    [{ m: memory("/a", { disabled: true }) }, [], 0, 'it has "disabled": take it out by hand'],
    [
      { m: memory("/a") },
      ["--memory-file", "/b"],
      0,
      "its memory is /a, but code-mode's entry names /b",
    ],
    [{ m: memory("/a"), n: memory("/b") }, [], 2, "there are several, /a and /b: name one"],
  ];
  for (const [servers, flags, expected, said] of cases) {
    using home = new Home();
    home.write(".cursor/mcp.json", { mcpServers: servers });
    const { code, stderr } = await home.init("cursor", "--write", ...flags);
    assertStringIncludes(stderr, said);
    assertEquals(code, expected);
    assertEquals(home.text(".cursor/mcp.json").includes("code-mode"), code === 0);
  }
});

Deno.test({
  name: "init --write asks in a terminal before it takes server-memory out",
  ignore: !HAS_TERMINAL,
  fn: async () => {
    using home = new Home();
    home.write(".cursor/mcp.json", { mcpServers: { notes: memory("/n/m.jsonl") } });
    const answered = (answer: string) =>
      onTerminal(home.line("cursor", "--write"), answer, {
        cwd: home.project,
        clearEnv: true,
        env: home.env,
      });
    const names = () => Object.keys(home.json(".cursor/mcp.json").mcpServers);
    assertMatch(await answered(""), /Take it out\? .* \[y\/N\] /);
    assertEquals(names(), ["notes", "code-mode"]);
    await answered("y");
    assertEquals(names(), ["code-mode"]);
  },
});
