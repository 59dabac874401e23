import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { codeMode } from "../../helpers/code_mode.ts";
import { Folder } from "../../helpers/servers/real_servers.ts";
import { listed, listing } from "./config.ts";

const GOOD = listing([listed("read"), listed("drop"), listed("wipe", { destructiveHint: true })]);
const PERMISSIONS = { deny: ["good.drop", "good.nothing"] };

/** Runs a command with a config folder of its own. */
async function command(args: string[], home: string) {
  const { code, stdout, stderr } = await codeMode(args, {
    env: { NO_COLOR: "1", XDG_CONFIG_HOME: home, APPDATA: home },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function write(folder: Folder, config: unknown): string {
  Deno.mkdirSync(folder.file("code-mode"), { recursive: true });
  const path = folder.file("code-mode/mcp.json");
  Deno.writeTextFileSync(path, JSON.stringify(config, null, 2));
  return path;
}

Deno.test("servers finds the user's config, and exits with 0 when all of them work", async () => {
  using home = new Folder();
  const path = write(home, { mcpServers: { good: GOOD }, permissions: PERMISSIONS });
  const { code, stdout, stderr } = await command(["servers"], home.path);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, `Config: ${path}\n\n✓ good  2 of 3 tools `);
  assertMatch(stdout, /\d ms {2}denied 1, ask 1\n/);
  assertStringIncludes(stdout, 'no tool:\n  "good.nothing" in permissions.deny\n');
  assertStringIncludes(stdout, "\n1 server works.\n");
});

Deno.test("servers exits with 1 when one does not work, and --json shows no secret", async () => {
  using home = new Folder();
  const path = write(home, {
    mcpServers: {
      good: GOOD,
      dead: { command: "nowhere-at-all", args: ["--key", "plain-key"], env: { K: "hidden-key" } },
    },
  });
  const { code, stdout } = await command(["servers", "--json", "--config", path], home.path);
  assertEquals(code, 1);
  const { healthy, config, servers } = JSON.parse(stdout);
  assertEquals([healthy, config, servers.length], [false, path, 2]);
  assertEquals(servers[0].tools[2], {
    ...{ name: "wipe", written: "wipe", signature: "wipe(args?: { a?: string })", kind: "ask" },
    rule: "@destructive, the default",
    remedy: '"permissions": { "allow": ["mcp__good__wipe"] }',
  });
  assertEquals([servers[1].state, /plain-key|hidden-key/.test(stdout)], ["failed", false]);
});

Deno.test("servers NAME lists its tools and starts no other", async () => {
  using home = new Folder();
  write(home, { mcpServers: { good: GOOD, dead: { command: "nowhere" } } });
  const { code, stdout } = await command(["servers", "good"], home.path);
  assertEquals([code, stdout.includes("dead")], [0, false]);
  assertStringIncludes(stdout, "\n  ✓ read(args?: { a?: string })\n");
  const wrong = await command(["servers", "goof"], home.path);
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.stderr, 'There is no server "goof": did you mean good?');
});

Deno.test("servers exits with 1 when the config cannot be read", async () => {
  using home = new Folder();
  Deno.writeTextFileSync(home.file("broken.json"), "{");
  const { code, stdout } = await command(
    ["servers", "--config", home.file("broken.json")],
    home.path,
  );
  assertEquals(code, 1);
  assertStringIncludes(stdout, "line 1: The file is not JSON");
});

Deno.test("servers says without a config where one would lie", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using home = new Folder();
  const { code, stdout } = await command(["servers"], home.path);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `write "${home.file("code-mode/mcp.json")}":\n\n{\n`);
  const json = await command(["servers", "--json"], home.path);
  assertEquals([json.code, JSON.parse(json.stdout).config], [0, null]);
});

Deno.test("types SERVER prints what its tools take, without those that are denied", async () => {
  using home = new Folder();
  write(home, {
    mcpServers: { good: GOOD, dead: { command: "nowhere" } },
    permissions: PERMISSIONS,
  });
  const { code, stdout } = await command(["types", "good"], home.path);
  assertEquals([code, stdout], [
    0,
    "good.read(args?: { a?: string })\n\n" +
    "/* needs the user's consent */\ngood.wipe(args?: { a?: string })\n",
  ]);
  const dead = await command(["types", "dead"], home.path);
  assertEquals([dead.code, dead.stdout], [1, ""]);
  assertStringIncludes(dead.stderr, '"dead" does not work: "nowhere" is not on the PATH: install');
});

Deno.test("types without a name tells how to see the types of each server", async () => {
  using home = new Folder();
  const unset = { command: "x", env: { A: "${NOT_SET_HERE}" } };
  const path = write(home, { mcpServers: { good: GOOD, off: { disabled: true }, unset } });
  const { stdout } = await command(["types", "--config", path], home.path);
  assertStringIncludes(stdout, "\ndeclare const memory: {");
  assertEquals(stdout.match(/^\/\/ \w+:/gm), ["// good:"]);
  assertMatch(stdout, /\n\/\/ good: .* types good --config .*mcp\.json.*\n$/);
});
