import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { codeMode } from "../helpers/code_mode.ts";
import { Scratch } from "../helpers/scratch.ts";

/** Runs `code-mode init`; gives its exit code and what it printed. */
async function init(...args: string[]) {
  const { code, stdout, stderr } = await codeMode(["init", ...args], { env: { NO_COLOR: "1" } })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("init prints an entry that starts a server", async () => {
  using scratch = new Scratch([]);
  const { stdout } = await init("claude-desktop", "--memory-file", scratch.file);
  const { command, args } = JSON.parse(stdout).mcpServers["code-mode"];
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  const params = {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  };
  const message = { jsonrpc: "2.0", id: 1, method: "initialize", params };
  await writer.write(new TextEncoder().encode(JSON.stringify(message) + "\n"));
  const reader = child.stdout.getReader();
  const answer = new TextDecoder().decode((await reader.read()).value);
  await writer.close();
  await reader.cancel();
  await child.status;
  assertEquals(JSON.parse(answer).result.serverInfo.name, "code-mode");
});

Deno.test("init --write merges the entry into a file and shows what changed", async () => {
  using scratch = new Scratch();
  const file = join(scratch.directory, "mcp.json");
  await Deno.writeTextFile(
    file,
    '{\n  // mine\n  "servers": {\n    "other": { "command": "x" }\n  }\n}\n',
  );
  await Deno.chmod(file, 0o640);
  const link = join(scratch.directory, "link.json");
  await Deno.symlink(file, link);

  const { code, stdout } = await init("vscode", "--write", link);
  assertEquals(code, 0);
  assertStringIncludes(
    stdout,
    '-     "other": { "command": "x" }\n+     "other": { "command": "x" },\n',
  );
  const written = await Deno.readTextFile(file);
  assertStringIncludes(
    written,
    '  // mine\n  "servers": {\n    "other": { "command": "x" },\n    "code-mode": {',
  );
  assertEquals((await Deno.stat(file)).mode! & 0o777, 0o640);
  assertEquals((await Deno.lstat(link)).isSymlink, true);

  assertStringIncludes((await init("vscode", "--write", file)).stdout, "has this entry already");
  assertEquals(await Deno.readTextFile(file), written);
});

Deno.test("init --write makes a file that isn't there, and leaves one that it can't read", async () => {
  using scratch = new Scratch();
  const fresh = join(scratch.directory, ".cursor", "mcp.json");
  assertEquals((await init("cursor", "--write", fresh)).code, 0);
  assertEquals((await Deno.stat(fresh)).mode! & 0o777, 0o600);
  assertEquals(Object.keys(JSON.parse(await Deno.readTextFile(fresh)).mcpServers), ["code-mode"]);

  const broken = join(scratch.directory, "broken.json");
  await Deno.writeTextFile(broken, '{ "mcpServers": ');
  const { code, stderr } = await init("cursor", "--write", broken);
  assertEquals(code, 2);
  assertStringIncludes(stderr, `Cannot change the entries in "${broken}"`);
  assertEquals(await Deno.readTextFile(broken), '{ "mcpServers": ');
});

Deno.test("init says which clients there are", async () => {
  const { code, stderr } = await init("emacs");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "there are claude-code, claude-desktop, vscode, cursor, codex");
});
