/** The wall of the operating system holds alone: behind it runs code that may do all that Deno can. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { dirname, join } from "node:path";
import { behindWall, findBwrap, whyNoWall } from "../../src/process/os_wall.ts";
import { spawnPreparer } from "../../src/executor/preparer.ts";
import { Killer } from "../../src/process/killer.ts";
import { chooseOsWall, surroundings } from "../../src/process/surroundings.ts";
import { until } from "../helpers/processes.ts";
import { Trap } from "../wall/trap.ts";

const bwrap = findBwrap();
const why = bwrap ? await whyNoWall(bwrap) : "there is no bwrap";
if (why !== undefined) console.log(`The wall can't be tried here: ${why}`);
const ignore = why !== undefined;

/** Processes of this machine with `mark` in their command line. */
function running(mark: string): number {
  const { stdout } = new Deno.Command("ps", { args: ["-eo", "args="] }).outputSync();
  const lines = new TextDecoder().decode(stdout).split("\n");
  return lines.filter((line) => line.includes(mark)).length;
}

/** Runs a program behind the wall, with all of Deno's permissions; tells what it printed. */
async function behind(program: string, writable?: string): Promise<string> {
  const { cache } = await surroundings();
  const deno = [Deno.execPath(), "run", "--quiet", "-A", "--no-config", "--no-lock", "-"];
  const needs = { cwd: "/", cache, writable, env: { DENO_DIR: cache!, NO_COLOR: "1" } };
  const [first, ...args] = behindWall(bwrap!, deno, needs);
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
  // The way to the cache leads through it.
  "the home":
    `[...Deno.readDirSync("HOME")].filter(({ name }) => name !== ".cache").length || undefined`,
  "the accounts": `Deno.readTextFileSync("/etc/passwd")`,
  "the temporary files": `[...Deno.readDirSync("/tmp")].length || undefined`,
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
    const { cache } = await surroundings();
    const program = `
    const reached = [];
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
      .replaceAll("SOURCE", new URL("../..", import.meta.url).pathname)
      .replaceAll("CACHE", cache!)
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
    const { cache } = await surroundings();
    const needs = { cwd: "/", cache, env: { DENO_DIR: cache! } };
    const mark = crypto.randomUUID();
    const deno = [
      Deno.execPath(),
      "eval",
      `console.log(1); setInterval(() => {}, 1000) // ${mark}`,
    ];
    const [first, ...args] = behindWall(bwrap!, deno, needs);
    const child = new Deno.Command(first!, { args, stdout: "piped", stderr: "null" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    assert(running(mark) > 1);
    child.kill("SIGKILL");
    await child.status;
    await until(() => running(mark) === 0, 1_000, "nothing is left");
    await reader.cancel();
  },
);

Deno.test("What is killed while it starts is gone, the inside of its wall too", async () => {
  const setup = JSON.stringify({ patienceMs: 1_000, memoryBytes: 2 ** 30 });
  for (let ms = 0; ms < 24; ms++) {
    const child = await spawnPreparer([setup]) as Deno.ChildProcess;
    const ends = Promise.all([child.stdout, child.stderr].map((pipe) => pipe.pipeTo(nowhere())));
    await new Promise((resolve) => setTimeout(resolve, ms));
    const killer = new Killer(child, child.stdin.getWriter());
    killer.kill();
    await child.status;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => timer = setTimeout(resolve, 5_000, "late"));
    assert(await Promise.race([ends, late]) !== "late", `its pipes are held, ${ms} ms`);
    clearTimeout(timer);
  }
});

function nowhere(): WritableStream<Uint8Array> {
  return new WritableStream();
}

Deno.test("A wall that is required and can't be had keeps everything from starting", async () => {
  if (Deno.build.os === "linux" && !ignore) {
    assertMatch(
      await whyNoWall(join(dirname(Deno.execPath()), "nothing")) ?? "",
      /No such file|NotFound/,
    );
    return;
  }
  chooseOsWall("require");
  await assertRejects(() => surroundings(), Error, "no wall of the operating system");
  chooseOsWall("auto");
});
