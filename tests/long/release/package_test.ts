/** The npm package as a person has it: packed, installed by npm, and run without a network. */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { packageFiles } from "../../../src/tools/release/npm/package.ts";
import { findWall } from "../../../src/process/wall/os_wall.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FOLDER = Deno.env.get("CODE_MODE_PACKAGE");
const ignore = !FOLDER || Deno.build.os === "windows";
const TARBALL = resolve(FOLDER ?? "", `../code-mode-${config.version}.tgz`);

/** A folder with the package in it, and a home beside it; what runs there finds Node on the path alone. */
class Installed implements Disposable {
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "code-mode package," }));
  readonly home = join(this.folder, "home");
  readonly root = join(this.folder, "node_modules/code-mode");
  readonly bin = join(this.folder, "node_modules/.bin/code-mode");
  #path = join(this.folder, "path");

  constructor() {
    for (const folder of [this.home, this.#path]) Deno.mkdirSync(folder);
    Deno.symlinkSync(outputOf(["node", "-p", "process.execPath"]), join(this.#path, "node"));
    Deno.writeTextFileSync(join(this.folder, "package.json"), "{}");
    outputOf(["npm", "install", "--silent", "--no-audit", "--no-fund", TARBALL], this.folder);
  }

  start(command: string[], env = {}): Deno.ChildProcess {
    const [first, ...args] = [...withoutNetwork, ...command];
    return new Deno.Command(first!, {
      args,
      cwd: this.folder,
      clearEnv: true,
      env: { PATH: this.#path, HOME: this.home, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs `code-mode …args`. */
  async run(args: string[], stdin = "") {
    const child = this.start([this.bin, ...args]);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** What takes the network away; nothing where that can't be done. */
const withoutNetwork = [["unshare", "-n"], ["unshare", "-rn"]].find(([program, ...args]) => {
  try {
    return new Deno.Command(program!, { args: [...args, "true"], stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}) ?? [];
// `env -i` would take the path away by which these are found.
if (withoutNetwork[0]) withoutNetwork[0] = outputOf(["which", withoutNetwork[0]]);

function outputOf([program, ...args]: string[], cwd = ROOT): string {
  const { success, stdout, stderr } = new Deno.Command(program!, { args, cwd }).outputSync();
  assert(success, text(stderr));
  return text(stdout).trim();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Has a server run a program; gives its answer to that. */
async function execute(child: Deno.ChildProcess, code: string): Promise<string> {
  const clientInfo = { name: "t", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  const messages = [
    { id: 1, method: "initialize", params },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/call", params: { name: "execute_code", arguments: { code } } },
  ];
  const lines = messages.map((message) => JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(lines.join("")));
  const stderr = new Response(child.stderr).text();
  let said = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    if (said.includes('"id":2')) break;
  }
  await writer.close();
  assertEquals((await child.status).code, 0, await stderr);
  return said;
}

Deno.test({ name: "The tarball holds what it should, and is small", ignore }, () => {
  const lock = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.lock`));
  const files = packageFiles(ROOT, lock, { owner: "", repository: "" }).keys();
  const expected = [...files, "npm-shrinkwrap.json"].map((path) => `package/${path}`);
  assertEquals(outputOf(["tar", "tzf", TARBALL]).split("\n").sort(), expected.sort());
  assertLessOrEqual(Deno.statSync(TARBALL).size, 2 ** 20);
});

Deno.test({ name: "The package, installed by npm, works without a network", ignore }, async (t) => {
  using installed = new Installed();
  const hasWall = "program" in await findWall("auto");
  if (withoutNetwork.length === 0) console.log("It can't be tried here without a network");

  await t.step("run runs a TypeScript program, from the first start on", async () => {
    const code = "enum E { A = 1 } const names: string[] = ['a']; return names.length + E.A";
    const { stdout, stderr } = await installed.run(["run", "-"], code);
    assertEquals(stdout, "2\n", stderr);
    assertEquals(await installed.run(["run", "-"], code), { code: 0, stdout: "2\n", stderr: "" });
  });

  await t.step("doctor finds that all is well", async () => {
    const { code, stdout } = await installed.run(["doctor"]);
    assertEquals(code, 0, stdout);
    assertStringIncludes(stdout, `code-mode${" ".repeat(22)}${config.version}`);
    if (hasWall) assertStringIncludes(stdout, "\nAll is well.\n");
  });

  await t.step({
    name: "run works behind the wall of the operating system",
    ignore: !hasWall,
    fn: async () => {
      const code = "const a: number = (await memory.readGraph()).entities.length; return a > 9";
      const { stdout, stderr } = await installed.run(["run", "-", "--os-wall", "require"], code);
      assertEquals(stdout, "true\n", stderr);
    },
  });

  for (const wall of hasWall ? ["off", "require"] : ["off"]) {
    await t.step(`types stop a program before it writes, the wall: ${wall}`, async () => {
      const file = join(installed.folder, `${wall}.jsonl`);
      const code = `await new Promise((resolve) => setTimeout(resolve, 5_000));
        await memory.createEntities([{ name: "x", entityType: "t", observations: [] }]);
        return (await memory.readGraph()).entities.map((entity) => entity.nme.length);`;
      const options = ["--json", "--memory-file", file, "--os-wall", wall];
      let report;
      // One that comes while the checker's cache is made runs unchecked, on a slow machine.
      for (let i = 0; i < 4 && report?.error.kind !== "type"; i++) {
        Deno.writeTextFileSync(file, "");
        report = JSON.parse((await installed.run(["run", "-", ...options], code)).stdout);
      }
      const { error, calls } = report;
      assertEquals([error.kind, error.line, calls.written], ["type", 3, 0]);
      assertEquals(Deno.readTextFileSync(file), "");
    });
  }

  await t.step("run finds a file from where it is started, whatever npm has set", async () => {
    Deno.writeTextFileSync(join(installed.folder, "p.ts"), "return 1 as number");
    const child = installed.start([installed.bin, "run", "p.ts"], { INIT_CWD: "/" });
    await child.stdin.close();
    const { stdout, stderr } = await child.output();
    assertEquals(text(stdout), "1\n", text(stderr));
  });

  await t.step("serve answers", async () => {
    const answer = await execute(installed.start([installed.bin, "serve"]), "return 6 * 7");
    assertStringIncludes(answer, '"result":42');
  });

  await t.step("init writes an entry that starts a server, with neither npx nor Node", async () => {
    const { stdout, stderr } = await installed.run(["init", "claude-code"]);
    const { command, args, env } = JSON.parse(stdout || stderr).mcpServers["code-mode"];
    assertEquals([command, ...args].filter((word) => /npx|node$|\.cjs/.test(word)), []);
    assertEquals(env.DENO_DIR.startsWith(installed.home), Deno.build.os === "linux");
    const child = installed.start([command, ...args], { PATH: "", ...env });
    assertStringIncludes(await execute(child, "return 6 * 7"), '"result":42');
  });

  await t.step("nothing is kept in a cache of the user's but ours", () => {
    const caches = [...Deno.readDirSync(join(installed.home, ".cache"))].map(({ name }) => name);
    assertEquals(caches, ["code-mode"]);
  });

  await t.step("the shim holds at most 5 MB more than a bare Node", async () => {
    const node = installed.start(["node", "-e", "setInterval(() => {}, 1e9)"]);
    const shim = installed.start([installed.bin, "serve"]);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const [less, more] = [rss(node.pid), rss(shim.pid)];
    for (const child of [node, shim]) {
      child.kill("SIGTERM");
      await child.output();
    }
    // A Node that can be replaced by Deno (22.15) is, and that is no shim any more.
    const isReplaced = more > 1.5 * less;
    if (!isReplaced) assertLessOrEqual(more - less, 5 * 1024, `${more} kB and ${less} kB`);
  });

  await t.step("the packages are those that deno.lock pins", () => {
    const { packages } = JSON.parse(Deno.readTextFileSync(`${installed.root}/npm-shrinkwrap.json`));
    for (const [name, version] of Object.entries(packages[""].dependencies)) {
      const json = Deno.readTextFileSync(`${installed.folder}/node_modules/${name}/package.json`);
      assertEquals(JSON.parse(json).version, version, name);
    }
  });
});

function rss(pid: number): number {
  return Number(outputOf(["ps", "-o", "rss=", "-p", String(pid)]));
}
