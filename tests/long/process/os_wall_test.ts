/** Machines without the wall of the operating system, and what is killed while its wall is made. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { findWall, type OsWall } from "../../../src/process/wall/os_wall.ts";
import { spawnPreparer } from "../../../src/executor/preparer.ts";
import { Killer } from "../../../src/process/killer.ts";
import { codeMode, codeModeLine, NO_CONFIG } from "../../helpers/code_mode.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";

const wall = await findWall("require");
const ignore = "why" in wall;
if ("why" in wall) console.log(`The wall can't be tried here: ${wall.why}`);

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

/** Machines on which the wall can't be had: what makes them, to be put before a command line. */
const WITHOUT: Record<string, { line: string[]; says: RegExp }> = {
  "bubblewrap is not there": {
    line: ["--ro-bind", "/dev/null", "WALL"],
    says: /bwrap is not there: install bubblewrap/,
  },
  "user namespaces are forbidden": {
    line: ["--unshare-user", "--disable-userns"],
    says: /bwrap says: .+ User namespaces must be allowed/,
  },
};

for (const [what, { line, says }] of Object.entries(WITHOUT)) {
  Deno.test({
    name: `Where ${what}: told once and done without, or refused where the wall is required`,
    ignore: ignore || Deno.build.os !== "linux",
  }, async () => {
    using scratch = new Scratch([entity("a")]);
    const program = join(scratch.directory, "program.js");
    Deno.writeTextFileSync(program, "return (await memory.readGraph()).entities.length");
    const { program: bwrap } = wall as OsWall;
    const run = async (mode: string) => {
      const args = ["run", "--memory-file", scratch.file, "--os-wall", mode, program];
      const { code, stdout, stderr } = await new Deno.Command(bwrap, {
        args: [
          ...["--dev-bind", "/", "/", ...line.map((word) => word === "WALL" ? bwrap : word)],
          ...["--", ...codeModeLine(args)],
        ],
        env: { NO_COLOR: "1", ...NO_CONFIG },
      }).output();
      const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
      return { code, said, told: told! };
    };
    const auto = await run("auto");
    assertEquals([auto.code, auto.said], [0, "1"], auto.told);
    assertMatch(auto.told, says);
    assertEquals(auto.told.match(/second wall/g)?.length, 1, auto.told);
    const required = await run("require");
    assertEquals(required.code, 1);
    assertMatch(required.told, says);
    const off = await run("off");
    assertEquals(off, { code: 0, said: "1", told: "" });
  });
}

Deno.test({
  name: "A memory file of another user's keeps its server outside, which is told, or refused",
  ignore,
}, async () => {
  using scratch = new Scratch([entity("a")]);
  try {
    Deno.chownSync(scratch.file, 65_534, 65_534);
  } catch {
    return; // only root can give a file away
  }
  const program = join(scratch.directory, "program.js");
  Deno.writeTextFileSync(program, 'await memory.deleteEntities(["a"])');
  const run = async (mode: string) => {
    const args = ["run", "--memory-file", scratch.file, "--os-wall", mode, program];
    const { code, stderr } = await codeMode(args, { env: { NO_COLOR: "1" } }).output();
    return { code, told: new TextDecoder().decode(stderr) };
  };
  const required = await run("require");
  assertEquals(required.code, 1);
  assertMatch(required.told, /no file can be given the user and group of/);
  assertMatch(scratch.read(), /"a"/);
  const auto = await run("auto");
  assertEquals(auto.code, 0, auto.told);
  assertMatch(auto.told, /the memory server has no wall of the operating system/);
  assertEquals(Deno.statSync(scratch.file).uid, 65_534);
});
