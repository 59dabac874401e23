/** What the compiled binary alone has to hold. `deno task test:binary` runs other tests on it, too. */
import { assertEquals, assertLessOrEqual, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxSetup, ToSandbox } from "../../../src/rpc/protocol.ts";
import { compiledBinary } from "../../helpers/binary.ts";
import { HAS_TERMINAL, onTerminal } from "../../helpers/terminal.ts";
import { Scratch } from "../../helpers/scratch.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const binary = await compiledBinary() ?? "";
const test = binary ? Deno.test : Deno.test.ignore;
// Its time is compared with that of the Deno it was made by: 2.9 starts faster than 2.4.
const ours = binary && (await run([binary, "--version"], "")).stdout
  .includes(`\nDeno ${Deno.version.deno}\n`);
const timed = ours ? Deno.test : Deno.test.ignore;

interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(command: string[], stdin: string, cwd?: string): Promise<Output> {
  const child = new Deno.Command(command[0]!, {
    args: command.slice(1),
    clearEnv: true,
    env: { NO_COLOR: "1" },
    ...cwd ? { cwd } : {},
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs `body` in a sandbox as no submission gets there: unread, so that only permissions hold it. */
async function inSandbox(body: string): Promise<string> {
  const setup: SandboxSetup = {
    inFlight: 1,
    openChars: 1_000,
    logs: { head: 1_000, tail: 1_000, line: 1_000 },
    argumentChars: 99,
    resultChars: 999,
    memoryBytes: 2 ** 28,
  };
  const child = new Deno.Command(binary, {
    args: ["--role=sandbox", JSON.stringify(setup)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const run: ToSandbox = { type: "run", code: `async () => {\n${body}\n}`, names: {} };
  let end;
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  for await (const line of lines) { // short ones, each written at once
    end = JSON.parse(line);
    if (end.type !== "ready") break;
    await writer.write(new TextEncoder().encode(JSON.stringify(run) + "\n"));
  }
  await writer.close();
  await child.status;
  return end.type === "done" ? `returned ${end.result}` : `${end.error.name}: ${end.error.message}`;
}

/** From the start of a server to its first answer, in milliseconds. */
async function initializeMs([command, ...args]: string[]): Promise<number> {
  using scratch = new Scratch([]);
  const from = performance.now();
  const child = new Deno.Command(command!, {
    args,
    cwd: ROOT,
    env: { MEMORY_FILE_PATH: scratch.file },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  const message = { jsonrpc: "2.0", id: 1, method: "initialize", params };
  await writer.write(new TextEncoder().encode(JSON.stringify(message) + "\n"));
  const reader = child.stdout.getReader();
  await reader.read();
  const ms = performance.now() - from;
  await writer.close();
  await reader.cancel();
  await child.status;
  return ms;
}

test("the binary has at most 130 MB", async () => {
  assertLessOrEqual((await Deno.stat(binary)).size, 130e6);
});

test("the binary needs no environment, network or place to write but its memory file's", async () => {
  using scratch = new Scratch([]);
  const source = `enum Kind { A = "a" }
    await memory.createEntities([{ name: "x", entityType: Kind.A, observations: [] as string[] }]);
    return (await memory.readGraph()).entities.length;`;
  const command = [binary, "run", "-", "--memory-file", scratch.file];
  // A network of its own has no way out; making one needs a right that not every user has.
  const { code } = await run(["/usr/bin/env", "unshare", "-rn", "true"], "");
  if (code === 0) command.unshift("/usr/bin/env", "unshare", "-rn");
  const output = await run(command, source, Deno.build.os === "linux" ? "/proc" : undefined);
  assertEquals(output, { code: 0, stdout: "1\n", stderr: "" });
  assertEquals(scratch.lines().map(({ name }) => name), ["x"]);
});

test("the binary stops a program that its types show to be wrong before it writes", async () => {
  using scratch = new Scratch([]);
  // A slow machine has no verdict within the second that a write waits for it.
  const source = `await new Promise((resolve) => setTimeout(resolve, 3_000));
    await memory.createEntities([{ name: "x", entityType: "t", observations: [] }]);
    return (await memory.readGraph()).entities.map((entity) => entity.nme.length);`;
  const command = [binary, "run", "--json", "-", "--memory-file", scratch.file];
  const { code, stdout, stderr } = await run(command, source);
  assertEquals([code, stderr], [1, ""]);
  const { error, calls } = JSON.parse(stdout);
  assertEquals([error.kind, error.line, calls.written], ["type", 3, 0]);
  assertEquals(scratch.lines(), []);
});

test("the binary and the source give the examples the same outcomes", async () => {
  for (const { name } of Deno.readDirSync(`${ROOT}data/examples`)) {
    const program = ["run", "--json", `${ROOT}data/examples/${name}`];
    const kinds = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
    const source = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-lock", "--no-prompt", ...kinds, `${ROOT}main.ts`, ...program],
    });
    const { code, stdout } = await run([binary, ...program], "");
    assertEquals([code, stdout], [0, new TextDecoder().decode((await source.output()).stdout)]);
  }
});

test("the binary leaves nothing in the temporary folder, where others could have left it", async () => {
  using scratch = new Scratch();
  for (let i = 0; i < 2; i++) {
    const { code } = await new Deno.Command(binary, {
      args: ["types"],
      env: { TMPDIR: scratch.directory },
      stdout: "null",
    }).output();
    assertEquals(code, 0);
  }
  assertEquals([...Deno.readDirSync(scratch.directory)], []);
});

timed(
  "the binary answers initialize as fast as deno task serve, give or take a quarter",
  async () => {
    const times: Record<"binary" | "task", number[]> = { binary: [], task: [] };
    for (let i = 0; i < 7; i++) {
      times.binary.push(await initializeMs([binary, "serve"]));
      times.task.push(await initializeMs([Deno.execPath(), "task", "--quiet", "serve"]));
    }
    const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[3]!;
    assertLessOrEqual(median(times.binary), 1.25 * median(times.task), JSON.stringify(times));
  },
);

test("a sandbox of the binary imports no file, by whatever name", async () => {
  using scratch = new Scratch();
  const secret = join(scratch.directory, "secret.json");
  await Deno.writeTextFile(secret, '"secret"');
  const json = 'with: { type: "json" }';
  const url = `file://${secret}`;
  const ways = [
    `import("${url}", { ${json} })`,
    `import("${url.replace("file:///", "FILE:/")}", { ${json} })`,
    `import("data:Text/javascript,export { default } from '${url}' with { type: 'json' }")`,
  ];
  assertEquals(await inSandbox(`return "it runs"`), 'returned "it runs"');
  for (const way of ways) {
    assertMatch(
      await inSandbox(`return await ${way}`),
      /Blocked by null entry|Cannot use a module/,
      way,
    );
  }
});

test("a sandbox of the binary fetches nothing", async () => {
  assertMatch(
    await inSandbox(`await import("npm:left-pad")`),
    /Could not find constraint|Cannot use a module/,
  );
  assertMatch(
    await inSandbox(`await import("https://example.com/x.js")`),
    /Module not found|Cannot use a module/,
  );
});

test("a role that there isn't is a wrong command", async () => {
  for (const role of ["--role=", "--role=root", "--role=constructor"]) {
    const { code, stderr } = await run([binary, role], "");
    assertEquals(code, 2);
    assertStringIncludes(stderr, `There is no command "${role}"`);
  }
});

const onScreen = HAS_TERMINAL ? test : Deno.test.ignore;

onScreen("a person who starts a role reads what it is for", async () => {
  for (const role of ["sandbox", "preparer", "checker", "server-memory"]) {
    const said = await onTerminal([binary, `--role=${role}`], "", { env: { NO_COLOR: "1" } });
    assertEquals(said, `code-mode: --role=${role} is how code-mode starts its own processes\r\n`);
  }
});

test("the bundle for Claude Desktop holds the binary, ready to start", async () => {
  using scratch = new Scratch();
  const bundle = join(scratch.directory, "code-mode.mcpb");
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const packed = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-lock",
      ...permissions,
      `${ROOT}src/tools/release/bundle.ts`,
      "--binary",
      binary,
      "--output",
      bundle,
    ],
  }).output();
  assertEquals(packed.code, 0, new TextDecoder().decode(packed.stderr));

  await new Deno.Command("unzip", { args: ["-q", bundle, "-d", scratch.directory] }).output();
  const manifest = JSON.parse(await Deno.readTextFile(join(scratch.directory, "manifest.json")));
  const notices = await Deno.readTextFile(join(scratch.directory, "server/notices.txt"));
  assertStringIncludes(notices, "Apache License");
  const { command, args, env } = manifest.server.mcp_config;
  const installed = command.replace("${__dirname}", scratch.directory);
  const file = join(scratch.directory, "memory.jsonl");
  const child = new Deno.Command(installed, {
    args,
    env: { MEMORY_FILE_PATH: env.MEMORY_FILE_PATH.replace("${user_config.memory_file}", file) },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await child.stdin.close();
  assertEquals((await child.output()).code, 0);
});
