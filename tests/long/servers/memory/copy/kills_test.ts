import { assert, assertEquals, assertGreater } from "@std/assert";
import { dice } from "../../../../../src/tools/fuzz/dice.ts";
import { descendants, processes, until } from "../../../../helpers/processes.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";
import { ServerProcess } from "../../../../helpers/servers/server_process.ts";

/** Kills that are tried: `CODE_MODE_KILLS=200` for a night, `CODE_MODE_SEED=N` for the same ones again. */
const KILLS = Number(Deno.env.get("CODE_MODE_KILLS") || 12);
const SEED = Number(Deno.env.get("CODE_MODE_SEED") || Date.now() % 1_000_000);

/** Entities that make the file take some milliseconds to copy. */
const OTHERS = 1_000;
/** The kill comes while one of so many programs runs, or while one has the lock. */
const PROGRAMS = 5;

/** The three hold the same number: each is moved on by two calls of its own. */
const TRIPLE = ["a", "b", "c"];
const NEXT = `const names = ${JSON.stringify(TRIPLE)};
  const { entities } = await memory.openNodes(names);
  const was = entities[0].observations[0];
  const next = String(Number(was) + 1);
  for (const entityName of names) {
    await memory.addObservations([{ entityName, contents: [next] }]);
    await memory.deleteObservations([{ entityName, observations: [was] }]);
  }
  return Number(next);`;

/** The number that the file holds. @throws where it is no whole memory */
function numberIn(scratch: Scratch): number {
  const lines = scratch.lines();
  assertEquals(lines.length, OTHERS + TRIPLE.length);
  const held = lines.filter(({ name }) => TRIPLE.includes(name)).map((line) => line.observations);
  assertEquals(held, [held[0], held[0], held[0]]);
  assertEquals(held[0].length, 1);
  return Number(held[0][0]);
}

/** The copies' folders; one that was cut off while it was made is left for ten minutes. */
function copies({ directory }: Scratch): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => name.startsWith("memory.jsonl.copy-") && !name.endsWith(".new"));
}

/** Resolves when a server writes into the lock file that it has the lock, or after `ms` milliseconds. */
async function locked({ file }: Scratch, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    // Without a pause, for a commit takes no longer than one.
    for (let look = 0; look < 2_000; look++) if (Deno.statSync(`${file}.lock`).size > 0) return;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Writes the next number. @returns it, when that was acknowledged */
async function step(server: ServerProcess, byPlan: boolean): Promise<number> {
  if (!byPlan) {
    const { structuredContent } = await server.execute(NEXT, { atomic: true });
    assertEquals(structuredContent.committed, true, JSON.stringify(structuredContent));
    return structuredContent.result;
  }
  const { structuredContent: { plan, result } } = await server.execute(NEXT, { dry_run: true });
  const params = { name: "execute_code", arguments: { apply: plan } };
  const { structuredContent } = (await server.request("tools/call", params)).result;
  assertEquals(structuredContent.committed, true, JSON.stringify(structuredContent));
  return result;
}

Deno.test(`${KILLS} kills at random moments leave the memory as before or as after an atomic program`, async () => {
  console.log(`CODE_MODE_SEED=${SEED}`);
  const roll = dice(SEED);
  using scratch = new Scratch([
    ...TRIPLE.map((name) => entity(name, "0")),
    ...Array.from({ length: OTHERS }, (_, index) => entity(`other ${index}`, "x")),
  ]);
  let [acknowledged, untold, left] = [0, 0, 0];
  for (let round = 0; round < KILLS; round++) {
    const abandoned = copies(scratch);
    left += abandoned.length;
    const server = await ServerProcess.start(["--memory-file", scratch.file]);
    await using _server = server;
    await until(
      () => copies(scratch).every((name) => !abandoned.includes(name)),
      5_000,
      `the next start removes ${abandoned}`,
    );
    let isOver = false;
    await step(server, false);
    const start = performance.now();
    acknowledged = await step(server, false);
    const stepMs = performance.now() - start;
    assertEquals(numberIn(scratch), acknowledged);
    const loop = (async () => {
      while (!isOver) acknowledged = await step(server, roll(3) === 0);
    })();
    const pids = [server.child.pid, ...descendants(server.child.pid).map(({ pid }) => pid)];
    const moment = new Promise((resolve) => setTimeout(resolve, roll(PROGRAMS * stepMs)));
    await Promise.race([loop, roll(2) === 0 ? moment : locked(scratch, PROGRAMS * stepMs)]);
    isOver = true;
    server.child.kill("SIGKILL");
    await until(
      () => processes().every(({ pid }) => !pids.includes(pid)),
      2_000,
      "no process is left",
    );
    await server.close(); // all that it said has been read
    const number = numberIn(scratch);
    assert(number - acknowledged === 0 || number - acknowledged === 1, `${number} ${acknowledged}`);
    untold += number - acknowledged;
    assertEquals(copies(scratch).length, 1);
  }
  console.log(`${acknowledged} commits, ${untold} of them not acknowledged; ${left} folders left`);
  assertGreater(left, 0);
  // A server that ends by itself leaves nothing.
  await using server = await ServerProcess.start(["--memory-file", scratch.file]);
  assertEquals(await step(server, false), numberIn(scratch));
  await server.close();
  assertEquals(copies(scratch), []);
});
