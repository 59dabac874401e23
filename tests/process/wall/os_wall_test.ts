/** The wall of the operating system holds alone: behind it runs code that may do all that Deno can. */
import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import {
  findWall,
  type Needs,
  type OsWall,
  whyItFails,
} from "../../../src/process/wall/os_wall.ts";
import { denoDir } from "../../../src/process/cache/deno_dir.ts";
import { until } from "../../helpers/processes.ts";
import { codeMode } from "../../helpers/code_mode.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { Trap } from "../../whole/wall/trap.ts";

const wall = await findWall("require");
const ignore = "why" in wall;
if ("why" in wall) console.log(`The wall can't be tried here: ${wall.why}`);

function behindWall(command: string[], needs: Needs): string[] {
  return (wall as OsWall).around(command, needs);
}

/** Processes of this machine with `mark` in their command line. */
function running(mark: string): number {
  const { stdout } = new Deno.Command("ps", { args: ["-eo", "args="] }).outputSync();
  const lines = new TextDecoder().decode(stdout).split("\n");
  return lines.filter((line) => line.includes(mark)).length;
}

/** Runs a program behind the wall, with all of Deno's permissions; tells what it printed. */
async function behind(program: string, writable?: string): Promise<string> {
  const cache = denoDir();
  const deno = [Deno.execPath(), "run", "--quiet", "-A", "--no-config", "--no-lock", "-"];
  const needs = { cwd: "/", cache, writable, env: { DENO_DIR: cache!, NO_COLOR: "1" } };
  const [first, ...args] = behindWall(deno, needs);
  const child = new Deno.Command(first!, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr).trim();
}

/** What must fail, by its name: each is an expression, or statements that return. */
const WAYS: Record<string, string> = {
  "the canary": `Deno.readTextFileSync("CANARY")`,
  "the home": `others("HOME")`,
  "the accounts": `Deno.readTextFileSync("/etc/passwd")`,
  "the temporary files": `others("/tmp")`,
  "a write to the root": `Deno.writeTextFileSync("/x", "x") ?? "written"`,
  "a write to our source": `Deno.writeTextFileSync("SOURCE/src/x.ts", "x") ?? "written"`,
  "a write to the cache": `Deno.writeTextFileSync("CACHE/x", "x") ?? "written"`,
  "a write to Deno": `Deno.openSync(Deno.execPath(), { write: true })`,
  "a connection": `(await Deno.connect({ hostname: "127.0.0.1", port: PORT })).rid`,
  "a request": `(await fetch("http://127.0.0.1:PORT/")).status`,
  "the server's environment": "Deno.readTextFileSync(`/proc/${SERVER}/environ`)",
  "a signal to the server": `Deno.kill(SERVER, "SIGKILL") ?? "killed"`,
  "other processes":
    `[...Deno.readDirSync("/proc")].filter(({ name }) => +name > 9).length || undefined`,
  "a shell": `new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync().code`,
  "the name of this machine's user": `Deno.env.get("HOME") ?? Deno.env.get("USER")`,
  "what lies in memory": `Deno.writeTextFileSync("/dev/shm/x", "x") ?? "written"`,
};

Deno.test(
  { name: "Behind the system's wall code that may do everything reaches nothing", ignore },
  async () => {
    using trap = new Trap();
    const cache = denoDir();
    const program = `
    const reached = [];
    /** What lies in a folder, but for the way to what may be seen. */
    const others = (folder) => [...Deno.readDirSync(folder)].map(({ name }) => folder + "/" + name)
      .filter((path) => !SEEN.some((seen) => (seen + "/").startsWith(path + "/"))).join() || undefined;
    for (const [name, way] of Object.entries({${
      Object.entries(WAYS).map(([name, way]) => `${JSON.stringify(name)}: async () => ${way}`)
        .join()
    }})) {
      try {
        const value = await way();
        if (value !== undefined) reached.push(name + ": " + String(value).slice(0, 80));
      } catch { /* as it must */ }
    }
    console.log(JSON.stringify(reached));`
      .replaceAll("CANARY", trap.bait.canary)
      .replaceAll("PORT", String(trap.bait.port))
      .replaceAll("SERVER", String(Deno.pid))
      .replaceAll("SOURCE", new URL("../../..", import.meta.url).pathname)
      .replaceAll("CACHE", cache!)
      .replace(
        "SEEN",
        JSON.stringify([cache, new URL("../../..", import.meta.url).pathname, Deno.execPath()]),
      )
      .replaceAll("HOME", Deno.env.get("HOME") ?? "/root");
    assertEquals(await behind(program), "[]");
    assertEquals(trap.touched(""), []);
  },
);

Deno.test({
  name: "Behind the system's wall one folder can be written to, where it is named",
  ignore,
}, async () => {
  using trap = new Trap();
  const folder = trap.scratch.directory;
  const program = `Deno.writeTextFileSync(${JSON.stringify(join(folder, "new"))}, "x");
    console.log("written")`;
  assertEquals(await behind(program, folder), "written");
  assertEquals(Deno.readTextFileSync(join(folder, "new")), "x");
  assertMatch(await behind(program), /NotFound|Read-only/);
});

Deno.test(
  { name: "Nothing is left behind the system's wall: neither files nor processes", ignore },
  async () => {
    const program = `
    try { Deno.writeTextFileSync("/dev/shm/left", "x"); } catch { /* not even that */ }
    new Deno.Command(Deno.execPath(), { args: ["eval", "setTimeout(() => {}, 6e5) // MARK"], stdin: "null",
      stdout: "null", stderr: "null" }).spawn().unref();
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log("left"); Deno.exit(0)`;
    const mark = crypto.randomUUID();
    assertEquals(await behind(program.replace("MARK", mark)), "left");
    await until(() => running(mark) === 0, 1_000, "no process is left");
    const found = await behind(
      `try { console.log(Deno.readTextFileSync("/dev/shm/left")) } catch { console.log("none") }`,
    );
    assertEquals(found, "none");
  },
);

Deno.test(
  { name: "What is behind the system's wall dies with who started it", ignore },
  async () => {
    const cache = denoDir();
    const needs = { cwd: "/", cache, env: { DENO_DIR: cache! } };
    const mark = crypto.randomUUID();
    const deno = [
      Deno.execPath(),
      "eval",
      `console.log(1); setInterval(() => {}, 1000) // ${mark}`,
    ];
    const [first, ...args] = behindWall(deno, needs);
    const child = new Deno.Command(first!, { args, stdout: "piped", stderr: "null" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    assertGreater(running(mark), 1);
    child.kill("SIGKILL");
    await child.status;
    await until(() => running(mark) === 0, 1_000, "nothing is left");
    await reader.cancel();
  },
);

Deno.test("whyItFails() tells what the program of a wall says, or that there is none", async () => {
  const nowhere = join(dirname(Deno.execPath()), "nothing");
  const missing = { program: nowhere, around: () => [nowhere] };
  assertMatch(await whyItFails(missing) ?? "", /No such file|NotFound|Failed to spawn/);
  const code = 'console.error("not here"); Deno.exit(1)';
  const refuses = { program: "", around: () => [Deno.execPath(), "eval", "--quiet", code] };
  assertMatch(await whyItFails(refuses) ?? "", /^not here$/);
});

Deno.test({ name: "A wall that stands is not told of, required or not", ignore }, async () => {
  using scratch = new Scratch([entity("a")]);
  const program = join(scratch.directory, "program.js");
  Deno.writeTextFileSync(program, "return 1");
  for (const mode of ["auto", "require"]) {
    const args = ["run", "--memory-file", scratch.file, "--os-wall", mode, program];
    const { code, stderr } = await codeMode(args, { env: { NO_COLOR: "1" } }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  }
});

Deno.test("--os-wall takes three words and no other", async () => {
  const { code, stderr } = await codeMode(["run", "--os-wall", "on", "x.js"]).output();
  assertEquals(code, 2);
  assertMatch(new TextDecoder().decode(stderr), /--os-wall must be auto, require, off/);
});
