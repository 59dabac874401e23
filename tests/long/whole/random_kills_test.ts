import { assert, assertEquals } from "@std/assert";
import { dice } from "../../../src/tools/fuzz/dice.ts";
import { childrenNamed, descendants, processes, until } from "../../helpers/processes.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

/** Kills that are tried: `CODE_MODE_KILLS=200` for a night, `CODE_MODE_SEED=N` for the same ones again. */
const KILLS = Number(Deno.env.get("CODE_MODE_KILLS") || 20);
const SEED = Number(Deno.env.get("CODE_MODE_SEED") || Date.now() % 1_000_000);

/** Entities that make the file take some milliseconds to write. */
const OTHERS = 500;

/** Adds `PREFIX 0`, `PREFIX 1` … each when the one before is answered: what was answered has no gap before it. */
const writer = (prefix: string, count: number | string) =>
  `for (let i = 0; i < ${count}; i++) {
    await memory.addObservations([{ entityName: "a", contents: ["${prefix} " + i] }]);
  }`;

type Way = "SIGKILL" | "SIGTERM" | "SIGINT" | "stdin" | "sandbox" | "memory server";
const WAYS: Way[] = ["SIGKILL", "SIGTERM", "SIGINT", "stdin", "sandbox", "memory server"];

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it came to its end by itself
    }
  }
}

/** Ends what is to be ended, and tells whether that is the server. */
function end(way: Way, server: ServerProcess): boolean {
  if (way === "sandbox") kill(childrenNamed(server.child.pid, /sandbox/));
  else if (way === "memory server") {
    kill(childrenNamed(server.child.pid, /servers.memory|server-memory/));
  } else if (way === "stdin") server.close();
  else server.child.kill(way);
  return way !== "sandbox" && way !== "memory server";
}

Deno.test(`${KILLS} kills at random moments lose no answered write and leave no process`, async () => {
  console.log(`CODE_MODE_SEED=${SEED}`);
  const roll = dice(SEED);
  using scratch = new Scratch([
    entity("a"),
    ...Array.from({ length: OTHERS }, (_, index) => entity(`other ${index}`, "x")),
  ]);
  const texts = (): string[] => scratch.lines().find(({ name }) => name === "a").observations;
  const written = (prefix: string, among = texts()) =>
    among.filter((text) => text.startsWith(`${prefix} `))
      .map((text) => Number(text.slice(prefix.length + 1)));
  const answered: string[] = [];
  let slowest = 0;
  for (let round = 0; round < KILLS; round++) {
    const way = WAYS[roll(WAYS.length)]!;
    const server = await ServerProcess.start(["--memory-file", scratch.file]);
    await using _server = server;
    const { isError, structuredContent } = await server.execute(writer(`${round} answered`, 2));
    // The lock and the file are as they should be, whatever was killed before.
    assertEquals(isError, false, JSON.stringify(structuredContent));
    answered.push(`${round} answered`);
    const cut = [0, 1].map((who) => server.execute(writer(`${round}.${who} cut`, "Infinity")));
    await until(() => written(`${round}.0 cut`).length > 0, 20_000, "it writes");
    await new Promise((resolve) => setTimeout(resolve, roll(100)));
    const pids = descendants(server.child.pid).map(({ pid }) => pid);
    const told = performance.now();
    if (end(way, server)) {
      pids.push(server.child.pid);
      const alive = () => processes().filter(({ pid }) => pids.includes(pid)).length;
      await until(() => alive() === 0, 2_000, `no process is left after ${way}`);
      slowest = Math.max(slowest, performance.now() - told);
    } else {
      // One of the two may have gone on: the memory server was killed between two writes.
      const stop = setTimeout(() => kill(childrenNamed(server.child.pid, /sandbox/)), 300);
      for (const [who, running] of cut.entries()) {
        const { calls } = (await running).structuredContent;
        const count = written(`${round}.${who} cut`).length;
        const { written: known = 0, unknown = 0 } = calls; // neither, when it ended before it made a call
        assert(
          count >= known && count <= known + unknown,
          `${count}: ${known} + ${unknown}, ${way}`,
        );
      }
      clearTimeout(stop);
    }
    for (const who of [0, 1]) {
      const numbers = written(`${round}.${who} cut`);
      assertEquals(numbers, numbers.map((_, index) => index), way);
    }
    const all = texts();
    for (const prefix of answered) assertEquals(written(prefix, all), [0, 1], `${prefix}, ${way}`);
    assertEquals(scratch.lines().length, OTHERS + 1);
  }
  console.log(`The slowest end of all processes took ${slowest.toFixed(0)} ms`);
});
