import { assertEquals } from "@std/assert";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { McpSession } from "../../../src/upstream/session.ts";
import { spawnServer } from "../../../src/servers/memory/spawn.ts";
import { dice } from "../../../src/tools/fuzz/dice.ts";
import { Workbench } from "../../helpers/execute.ts";
import {
  type Call,
  programText,
  randomSteps,
  startingLines,
  type Step,
} from "../../helpers/random/random_program.ts";
import { Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

/** `CODE_MODE_SEED=1000` tries others than the programs of every day. */
const FIRST_SEED = Number(Deno.env.get("CODE_MODE_SEED") || 1);
const PROGRAMS = 12;
const CALLS = 25;

const seeds = Array.from({ length: PROGRAMS }, (_, index) => FIRST_SEED + index);

/** A server-memory of its own that is asked one call at a time: what is right by definition. */
class FreshMemory implements AsyncDisposable {
  readonly scratch: Scratch;
  readonly #session: McpSession;

  constructor(lines: readonly unknown[]) {
    this.scratch = new Scratch(lines);
    const limits = { startMs: 20_000, callMs: 20_000, answerBytes: 2 ** 24 };
    this.#session = new McpSession(() => spawnServer(this.scratch.file, undefined), limits);
  }

  /** Makes the calls one by one; gives their answers, or the server's words where it refused. */
  async answers(steps: readonly Step[]): Promise<unknown[]> {
    await this.#session.opened;
    const answers: unknown[] = [];
    for (const call of steps.flat()) answers.push(await this.#answer(call));
    return answers;
  }

  async #answer([method, ...args]: Call): Promise<unknown> {
    const { tool, parameters, result, pick } = memory.methods[method] as {
      tool: string;
      parameters: readonly (readonly [string, unknown])[];
      result: { type: string };
      pick?: string;
    };
    const named = Object.fromEntries(parameters.map(([name], index) => [name, args[index]]));
    try {
      const answer = await this.#session.call(tool, named) as Record<string, unknown>;
      if (result.type === "void") return null;
      return pick === undefined ? answer : answer[pick];
    } catch (error) {
      return (error as Error).message;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
    this.scratch[Symbol.dispose]();
  }
}

/** Runs a random program a seed on one server, and the same calls on a fresh server-memory. */
async function compare(atOnce: number): Promise<void> {
  await using ours = new Workbench({ answerChars: 2 ** 20 }, startingLines());
  await using fresh = new FreshMemory(startingLines());
  const start = ours.scratch.read();
  for (const seed of seeds) {
    ours.scratch.write(start);
    fresh.scratch.write(start);
    const steps = randomSteps(dice(seed), CALLS, atOnce);
    const { result, error } = await ours.run(programText(steps));
    assertEquals(error, undefined, `seed ${seed}`);
    assertEquals(result, await fresh.answers(steps), `seed ${seed}`);
    assertEquals(ours.scratch.read(), fresh.scratch.read(), `seed ${seed}`);
  }
}

Deno.test("a program's calls one after the other are answered as a fresh server-memory would", async () => {
  await compare(1);
});

Deno.test("a program's calls made at once are answered as if made one by one in their order", async () => {
  await compare(CALLS);
});

Deno.test("a program that makes some calls at once and some in turn is answered so too", async () => {
  await compare(4);
});

/** Starts two servers on one file. */
function twoServers(file: string): Promise<[ServerProcess, ServerProcess]> {
  const args = ["--memory-file", file, "--answer-chars", "1000000"];
  return Promise.all([ServerProcess.start(args), ServerProcess.start(args)]);
}

Deno.test("programs of two servers in turns are answered as if one server had run them all", async () => {
  using scratch = new Scratch(startingLines());
  await using fresh = new FreshMemory(startingLines());
  const servers = await twoServers(scratch.file);
  await using _one = servers[0];
  await using _two = servers[1];
  for (const seed of seeds) {
    const roll = dice(seed);
    for (const server of servers) {
      const steps = randomSteps(roll, 12, 5);
      const { structuredContent } = await server.execute(programText(steps));
      const expected = await fresh.answers(steps);
      assertEquals(structuredContent.result, expected, `seed ${seed}`);
      assertEquals(scratch.read(), fresh.scratch.read(), `seed ${seed}`);
    }
  }
});

Deno.test("programs of two servers at the same time are answered as if each had a file alone", async () => {
  const sides = ["one ", "two "];
  using scratch = new Scratch(sides.flatMap((mine) => startingLines(mine)));
  const servers = await twoServers(scratch.file);
  await using _one = servers[0];
  await using _two = servers[1];
  await using one = new FreshMemory(startingLines(sides[0]));
  await using two = new FreshMemory(startingLines(sides[1]));
  for (const seed of seeds) {
    const roll = dice(seed);
    const programs = sides.map((mine) => randomSteps(roll, CALLS, 5, mine));
    const answers = await Promise.all(
      servers.map((server, index) => server.execute(programText(programs[index]!, sides[index]))),
    );
    for (const [index, fresh] of [one, two].entries()) {
      const expected = await fresh.answers(programs[index]!);
      assertEquals(answers[index].structuredContent.result, expected, `seed ${seed}`);
      const isMine = ({ name, from }: { name?: string; from?: string }) =>
        (name ?? from)!.startsWith(sides[index]!);
      assertEquals(scratch.lines().filter(isMine), fresh.scratch.lines(), `seed ${seed}`);
    }
  }
});
