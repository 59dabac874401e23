import { assert, assertEquals } from "@std/assert";
import { MemoryCopies } from "../../../../src/servers/memory/copy/memory_copies.ts";
import { COPY_IDLE_MS, PLAN_MS } from "../../../../src/servers/memory/copy/limits.ts";
import { entity, Scratch } from "../../../helpers/scratch.ts";

const NEVER = new AbortController().signal;
const ADD = { observations: [{ entityName: "a", contents: ["x"] }] };

/** Time-outs that were set, by how long they take; each can be let pass. */
class Timers implements Disposable {
  readonly set = new Map<number, () => void>();
  readonly #real = globalThis.setTimeout;

  constructor() {
    const real = this.#real;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms?: number, ...rest: unknown[]) => {
        if (ms === COPY_IDLE_MS || ms === PLAN_MS) this.set.set(ms, fire);
        return Reflect.apply(real, globalThis, [fire, ms, ...rest]);
      },
    });
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, { setTimeout: this.#real });
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("server and copy go after a minute without a run, a plan and the folder after ten", async () => {
  using timers = new Timers();
  using scratch = new Scratch([entity("a")]);
  await using copies = new MemoryCopies({ memoryFile: scratch.file, limits: { lockMs: 5_000 } });
  let plan: string;
  {
    await using run = await copies.begin(false);
    await run.call("add_observations", ADD, { mutates: true, signal: NEVER });
    plan = await copies.keep(run, (await run.changes())!);
  }
  const folder = `${scratch.directory}/${
    [...Deno.readDirSync(scratch.directory)].find(({ name }) => name.includes(".copy-"))!.name
  }`;
  const files = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  {
    await using run = await copies.begin(false);
    await run.call("read_graph", {}, { mutates: false, signal: NEVER });
    timers.set.get(COPY_IDLE_MS)!(); // an old timer that was cleared could not do this: it is in use
    assert(files().includes("memory.jsonl"));
  }
  timers.set.get(COPY_IDLE_MS)!();
  await until(() => !files().includes("memory.jsonl"));
  assertEquals(files(), ["lock", `plan-${plan}.jsonl`]);
  timers.set.get(PLAN_MS)!();
  await until(() => !exists(folder));
  assert(!exists(folder));
  assertEquals((await copies.apply(plan)).type, "unknown");
});

Deno.test("after its rest the next run starts another server", async () => {
  using timers = new Timers();
  using scratch = new Scratch([entity("a")]);
  await using copies = new MemoryCopies({ memoryFile: scratch.file, limits: { lockMs: 5_000 } });
  const read = async () => {
    await using run = await copies.begin(false);
    return await run.call("read_graph", {}, { mutates: false, signal: NEVER });
  };
  const first = await read();
  timers.set.get(COPY_IDLE_MS)!();
  await until(() =>
    ![...Deno.readDirSync(scratch.directory)].some(({ name }) => name.includes(".copy-"))
  );
  assertEquals(await read(), first);
});

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}
