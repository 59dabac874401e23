/**
 * Each layer of the wall holds alone: here the others are taken away, and code of the attacker's own is
 * put right behind the one that is left.
 */
import { assert, assertEquals, assertGreater, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { nodeModules } from "../../../src/executor/import_map.ts";
import { SANDBOX_FLAGS, SOURCE } from "../../../src/executor/sandbox_process.ts";
import { compileForSubmission, compileSubmission } from "../../../src/sandbox/compile.ts";
import { baited } from "./attack.ts";
import { Trap } from "./trap.ts";

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
  // Not spelt out: Deno looks for what it reads in a program's text when it loads that.
  "a package of npm": `await import(["npm:code-mode-canary"][0])`,
  "a package of JSR": `await import("jsr:@code-mode/canary")`,
  "a module of the network": `await import("http://127.0.0.1:PORT/x.js")`,
  "a module of the network, encrypted": `await import("https://127.0.0.1:PORT/x.js")`,
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

const [MAP] = SANDBOX_FLAGS.filter((flag) => flag.startsWith("--import-map="));
const WITHOUT_MAP = SANDBOX_FLAGS.filter((flag) => flag !== MAP);

interface Attacker {
  flags: readonly string[];
  /** Runs the code in a worker without permissions, in place of the process itself. */
  inWorker?: boolean;
  env?: Record<string, string>;
}

/** What code that tries `ways` has reached, as a program of its own. */
async function reached(
  trap: Trap,
  ways: Record<string, string>,
  { flags, inWorker = false, env = {} }: Attacker,
): Promise<string[]> {
  const source = new URL("../../../src/sandbox/", import.meta.url).href;
  const tell = inWorker ? "postMessage(reached)" : "told(reached)";
  // Deno 2.8 asks for a permission in the background while it loads some of Node's modules.
  const calm = `addEventListener("unhandledrejection", (event) => event.preventDefault());\n`;
  const text = calm + baited(attempts(ways, tell), trap.bait).replaceAll("SOURCE", source);
  const folder = trap.scratch.directory;
  Deno.writeTextFileSync(join(folder, "worker.js"), text);
  Deno.writeTextFileSync(
    join(folder, "attacker.js"),
    `const write = Deno.stdout.writeSync.bind(Deno.stdout);
     const told = (list) => {
       write(new TextEncoder().encode(JSON.stringify(list)));
       Deno.exit(0);
     };
     ${
      inWorker
        ? `const worker = new Worker(new URL("worker.js", import.meta.url), {
             type: "module", deno: { permissions: "none" } });
           worker.onmessage = ({ data }) => told(data);
           worker.onerror = (event) => (event.preventDefault(), told(["error: " + event.message]));`
        : text
    }`,
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...flags, join(folder, "attacker.js")],
    cwd: SOURCE,
    clearEnv: true,
    env: { NO_COLOR: "1", DENO_DIR: Deno.env.get("DENO_DIR") ?? "", ...env },
    stdin: "null",
    stderr: "null",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("The rule of the two words holds alone: a text that has them is not compiled", () => {
  const texts = [
    `import("node:fs")`,
    `a?.\n/ import("node:fs") /g`,
    `import.meta`,
    `"import"`,
    `\\u{61}import`,
    `export`,
    `#import`,
    `éimport`,
    `import\\u0061`,
  ];
  for (const text of texts) {
    const code = `async () => {\n${text}\n}`;
    assertThrows(() => compileSubmission(code), SyntaxError, "Cannot use a module", text);
  }
  for (const text of ["importer", "$import", "_export", "import_", "exports", "reimport"]) {
    compileSubmission(`async () => {\nreturn typeof ${text}\n}`);
  }
});

Deno.test("V8 refuses alone what only modules have", async () => {
  for (const text of ["import.meta", "import 'node:fs'", "export default 1", "}; {", "}"]) {
    assertThrows(() => compileForSubmission(text, []), SyntaxError, "", text);
  }
  const modules = ["node:fs", "data:text/javascript,1", "npm:acorn", import.meta.url];
  for (const module of modules) {
    const load = compileForSubmission(`return import("${module}")`, []);
    await assertRejects(
      () => load() as Promise<unknown>,
      TypeError,
      "A dynamic import callback was not specified",
    );
  }
});

Deno.test("The comparison of the text holds alone: a function that was closed does not run", () => {
  const closing = [
    "\n}; globalThis.escaped = 1; async () => {\n",
    "\n}, globalThis.escaped = 1, (async () => {\n",
    "\n})(globalThis.escaped = 1); (async () => {\n",
    "\n}\n{\n",
    "\n}; function f() {\n",
    "\n} // ",
  ];
  for (const text of closing) {
    const code = `async () => {${text}}`;
    assertThrows(() => compileSubmission(code), SyntaxError, "", text);
    assert(!("escaped" in globalThis), text);
  }
});

Deno.test("The import map holds alone: no module of Node's is loaded, whatever is permitted", async () => {
  using trap = new Trap();
  const ways: Record<string, string> = {};
  for (const name of nodeModules()) {
    ways[name] = `Object.keys(await import(["${name}"][0])).join()`;
    ways[`${name} from a text`] =
      `Object.keys(await import("data:text/javascript," + encodeURIComponent('export * from "${name}"'))).join()`;
  }
  const flags = ["-A", "--no-remote", "--no-npm", "--no-config", "--no-lock"];
  assertGreater((await reached(trap, ways, { flags })).length, 100, "without it they are");
  assertEquals(await reached(trap, ways, { flags: [...flags, MAP!] }), []);
});

Deno.test("The worker's permissions hold alone, in a process that may do everything", async () => {
  using trap = new Trap();
  const flags = ["-A", ...WITHOUT_MAP.filter((flag) => !flag.startsWith("--allow"))];
  // Every worker may read its own file, and the folder that it lies in is the canary's neighbour.
  assertEquals(
    await reached(trap, { ...BY_IMPORT, ...BY_DENO }, { flags, inWorker: true }),
    [],
  );
  assertEquals(trap.touched(""), []);
});

Deno.test("The process's permissions hold alone", async () => {
  using trap = new Trap();
  assertEquals(await reached(trap, { ...BY_IMPORT, ...BY_DENO }, { flags: WITHOUT_MAP }), []);
  assertEquals(trap.touched(""), []);
});

Deno.test("Without --no-npm an import would ask the registry; with it nothing is sent", async () => {
  const ways = {
    "a package of npm": BY_IMPORT["a package of npm"]!,
    "a package of npm from a text":
      `await import("data:text/javascript," + encodeURIComponent('import "npm:code-mode-canary"'))`,
  };
  for (
    const [flags, isAsked] of [
      [WITHOUT_MAP.filter((flag) => flag !== "--no-npm"), true],
      [WITHOUT_MAP, false],
      [SANDBOX_FLAGS, false],
    ] as const
  ) {
    using trap = new Trap();
    const env = { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${trap.bait.port}/` };
    assertEquals(await reached(trap, ways, { flags, env }), []);
    assertEquals(trap.touched("").length > 0, isAsked, flags.join(" "));
  }
});
