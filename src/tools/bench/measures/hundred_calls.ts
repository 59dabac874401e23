import { Bare, startProcess, startWorker } from "../floor/bare.ts";
import { allAtOnce, oneByOne } from "../programs.ts";
import { name, Records } from "../records.ts";
import { inMs, type Row } from "../row.ts";
import { type Samples, sideBySide } from "../samples.ts";
import { type McpServerProcess, startCodeMode, startServerMemory } from "../servers.ts";

const COUNT = 50;
const WARM_UP = 3;
/** By then the next sandbox process is ready, as it is when a model takes its time; in milliseconds. */
const REST_MS = 200;

/** Two calls for each of 50 records: by the bare client, by a loop, by `Promise.all`; all must be kept. */
export async function hundredCalls(rounds: number): Promise<Row[]> {
  using files = new DisposableStack();
  const all = Array.from({ length: 6 }, () => files.use(new Records(COUNT)));
  const [bareFile, loopFile, workerFile, processFile, allFile, twoFile] = all.map(({ file }) =>
    file
  );
  await using bareServer = await startServerMemory(bareFile!);
  await using loopServer = await startCodeMode(loopFile!);
  await using workerServer = await startServerMemory(workerFile!);
  await using processServer = await startServerMemory(processFile!);
  await using allServer = await startCodeMode(allFile!);
  await using twoServer = await startServerMemory(twoFile!);
  await using worker = new Bare(startWorker, workerServer);
  await using process = new Bare(() => startProcess(), processServer);
  const times = await sideBySide(rounds, {
    bare: (round) => bare(bareServer, `round ${round}`),
    loop: (round) => loopServer.execute(oneByOne(COUNT, `round ${round}`)),
    worker: (round) => worker.execute(oneByOne(COUNT, `round ${round}`)),
    process: (round) => process.execute(oneByOne(COUNT, `round ${round}`)),
    all: (round) => allServer.execute(allAtOnce(COUNT, `round ${round}`)),
    two: (round) => two(twoServer, `round ${round}`),
  }, { restMs: REST_MS, warmUp: WARM_UP });
  const contents = Array.from({ length: WARM_UP + rounds }, (_, i) => `round ${i - WARM_UP}`);
  for (const records of all) records.verify(contents);
  return rows(times);
}

function rows(
  times: Record<"bare" | "loop" | "worker" | "process" | "all" | "two", Samples>,
): Row[] {
  const against = {
    what: "SDK client, 100 calls",
    value: times.bare.median,
    least: times.bare.least,
  };
  const row = (what: string, samples: Samples, limit?: number): Row => ({
    what,
    ...inMs(samples),
    against,
    ...limit === undefined ? {} : { targets: [{ of: "ratio", limit }] },
  });
  return [
    row("100 calls in a loop", times.loop, 1.2),
    row("floor: in a bare worker", times.worker),
    row("floor: in a process with a bare worker", times.process),
    row("100 calls in Promise.all", times.all, 0.08),
    // What Promise.all comes to at best, without a sandbox around it.
    row("floor: 2 batch calls of the SDK client", times.two),
  ];
}

/** The same calls without code-mode. */
async function bare(server: McpServerProcess, content: string): Promise<void> {
  for (let index = 0; index < COUNT; index++) {
    await server.call("open_nodes", { names: [name(index)] });
    await server.call("add_observations", {
      observations: [{ entityName: name(index), contents: [content] }],
    });
  }
}

/** The same in two calls of many items each. */
async function two(server: McpServerProcess, content: string): Promise<void> {
  const names = Array.from({ length: COUNT }, (_, index) => name(index));
  await server.call("open_nodes", { names });
  await server.call("add_observations", {
    observations: names.map((entityName) => ({ entityName, contents: [content] })),
  });
}
