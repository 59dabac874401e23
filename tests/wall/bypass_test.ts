/**
 * What holds when everything before it has failed: code that nobody has checked, in the worker as it
 * is locked down, and code of the attacker's own in the sandbox process itself.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { type Run, run } from "../../src/executor/run.ts";
import { Sandbox, SANDBOX_FLAGS, SOURCE } from "../../src/executor/sandbox.ts";
import { processes } from "../helpers/processes.ts";
import { baited } from "./attack.ts";
import { Trap } from "./trap.ts";

const SETUP = {
  names: {},
  inFlight: 1,
  argumentChars: 1_000,
  resultChars: 40_000,
  memoryBytes: 256 * 2 ** 20,
};

/** Runs a module in a sandbox as no submission gets there: unread. */
async function unread(body: string): Promise<Run> {
  await using sandbox = await Sandbox.start(SETUP, 1_000_000);
  return await run({
    sandbox,
    module: `export default async () => {\n${body}\n};`,
    api: new Map(),
    limits: DEFAULT_LIMITS,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
  });
}

/** Ways out by what Node has, which a module reaches as soon as it can import. */
const BY_IMPORT: Record<string, string> = {
  "read a file": `(await import("node:fs")).readFileSync("CANARY", "utf8")`,
  "write a file": `(await import("node:fs")).writeFileSync("CANARY", "touched") ?? "written"`,
  "list a directory": `(await import("node:fs")).readdirSync("/").join()`,
  "read our environment": `(await import("node:process")).default.env.PATH`,
  "read the server's environment": `(await import("node:fs")).readFileSync("/proc/self/environ")`,
  "the name of the host": `(await import("node:os")).hostname()`,
  "a command": `(await import("node:child_process")).execSync("touch CANARY")`,
  "a signal to the server": `(await import("node:process")).default.kill(
    (await import("node:process")).default.ppid, "SIGKILL")`,
  "a connection": `await new Promise(async (resolve, reject) =>
    (await import("node:net")).connect(PORT, "127.0.0.1", () => resolve("connected")).on("error", reject))`,
  "a request": `await new Promise(async (resolve, reject) =>
    (await import("node:http")).get("http://127.0.0.1:PORT/", resolve).on("error", reject))`,
  "a name server": `await new Promise(async (resolve, reject) =>
    (await import("node:dns")).resolve4("a.example", (error, a) => error ? reject(error) : resolve(a)))`,
  "the inspector": `(await import("node:inspector")).open(0, "127.0.0.1") ?? "open"`,
  "a snapshot of the heap": `(await import("node:v8")).writeHeapSnapshot("CANARY.heap")`,
  "a database":
    `new (await import("node:sqlite")).DatabaseSync("CANARY.db").exec("create table a(b)")`,
  "a package of npm": `await import("npm:code-mode-canary")`,
  "a package of JSR": `await import("jsr:@code-mode/canary")`,
  "a module of the network": `await import("http://127.0.0.1:PORT/x.js")`,
  "a module of the network, encrypted": `await import("https://127.0.0.1:PORT/x.js")`,
  // Not spelt out: what Deno can read in the text of a program it loads before it asks for permissions.
  "a file as a module": `(await import(["file://CANARY"][0], { with: { type: "json" } })).default`,
};

/** The same by what Deno has, which the process itself still holds. */
const BY_DENO: Record<string, string> = {
  "Deno reads a file": `Deno.readTextFileSync("CANARY")`,
  "Deno writes a file": `Deno.writeTextFileSync("CANARY", "touched") ?? "written"`,
  "Deno makes a file": `Deno.makeTempFileSync()`,
  "Deno lists a directory": `[...Deno.readDirSync("/")].length`,
  "Deno reads a secret of the system": `Deno.readTextFileSync("/etc/passwd")`,
  "Deno reads the server's environment": "Deno.readTextFileSync(`/proc/${Deno.ppid}/environ`)",
  "Deno writes into our source":
    `Deno.writeTextFileSync(new URL("x.ts", "SOURCE"), "") ?? "written"`,
  "Deno links into our source": `Deno.symlinkSync("CANARY", new URL("x.ts", "SOURCE")) ?? "linked"`,
  "Deno reads above our source": `Deno.readTextFileSync(new URL("../config.ts", "SOURCE"))`,
  "Deno tells the environment": `JSON.stringify(Deno.env.toObject())`,
  "Deno tells the host": `Deno.hostname()`,
  "Deno connects": `await Deno.connect({ hostname: "127.0.0.1", port: PORT })`,
  "Deno listens": `Deno.listen({ hostname: "127.0.0.1", port: 0 }).addr.port`,
  "fetch": `await fetch("http://127.0.0.1:PORT/")`,
  "a WebSocket": `await new Promise((resolve, reject) => {
    const socket = new WebSocket("ws://127.0.0.1:PORT/");
    socket.onopen = resolve; socket.onerror = reject })`,
  "Deno runs a command": `new Deno.Command("touch", { args: ["CANARY"] }).outputSync().code`,
  "Deno runs itself":
    `new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync().code`,
  "Deno kills the server": `Deno.kill(Deno.ppid, "SIGKILL") ?? "killed"`,
  "Deno loads a library": `Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } })`,
  "Deno asks for permission":
    `(await Deno.permissions.request({ name: "net" })).state === "granted" || undefined`,
  "a worker of its own": `await new Promise((resolve, reject) => {
    const code = 'postMessage(Deno.readTextFileSync("CANARY"))';
    const worker = new Worker("data:text/javascript," + encodeURIComponent(code), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => { event.preventDefault(); reject(event) } })`,
  "code by Function": `new Function("return 'made'")()`,
};

/** Code that tries all of `ways` and tells the names of those that led somewhere. */
function attempts(ways: Record<string, string>, tell: string): string {
  const tries = Object.entries(ways).map(([name, way]) => `
    try {
      const late = new Promise((_, reject) => setTimeout(reject, 500));
      const value = await Promise.race([late, (async () => ${way})()]);
      if (value !== undefined) reached.push(${
    JSON.stringify(name)
  } + ": " + String(value).slice(0, 80));
    } catch {}`);
  return `const reached = [];\n${tries.join("\n")}\n${tell}`;
}

Deno.test("A module that nobody has checked gets nowhere from the worker", async () => {
  using trap = new Trap();
  for (const [name, way] of Object.entries(BY_IMPORT)) {
    const { ending } = await unread(baited(attempts({ [name]: way }, "return reached"), trap.bait));
    // What Node's modules throw where nobody can catch it ends the run, too.
    if (ending.type !== "throw") assertEquals(ending, { type: "done", result: "[]" });
  }
  assertEquals(trap.touched(""), []);
});

Deno.test("The process itself holds code that has it for its own", async () => {
  using trap = new Trap();
  const source = new URL("../../src/sandbox/", import.meta.url).href;
  const ways = { ...BY_IMPORT, ...BY_DENO };
  const file = join(trap.scratch.directory, "attacker.js");
  const code = attempts(ways, "console.log(JSON.stringify(reached)); Deno.exit(0)");
  Deno.writeTextFileSync(file, baited(code, trap.bait).replaceAll("SOURCE", source));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...SANDBOX_FLAGS, file],
    cwd: SOURCE,
    clearEnv: true,
    env: { NO_COLOR: "1", DENO_DIR: Deno.env.get("DENO_DIR") ?? "" },
    stdin: "null",
    stderr: "null",
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "[]\n");
  assertEquals(trap.touched(""), []);
});

Deno.test("An unchecked module can forge its own result and nobody else's", async () => {
  const forged = String.raw`'{"type":"done","result":"\\"forged\\""}\n{"type":"ready"}\n'`;
  const { ending } = await unread(
    `(await import("node:fs")).writeSync(1, ${forged}); await new Promise(() => {});`,
  );
  // Deno 2.4 has no node:fs left to import once the worker is locked down.
  if (ending.type !== "throw") assertEquals(ending, { type: "done", result: '"forged"' });
});

Deno.test("An unchecked module that ends its process ends a crash, not the server", async () => {
  for (const way of ["exit(0)", "exit(7)", "abort()", "reallyExit(0)", "kill(process.pid, 9)"]) {
    const { ending } = await unread(
      `const { default: process } = await import("node:process"); process.${way};
       await new Promise(() => {});`,
    );
    assertMatch(ending.type, /crash|throw/, way);
  }
  assertEquals(processes().some(({ pid }) => pid === Deno.pid), true);
});
