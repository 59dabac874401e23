import { allAtOnce, oneByOne } from "../programs.ts";
import { name, Records } from "../records.ts";
import type { Row } from "../row.ts";
import { rest, sideBySide } from "../samples.ts";
import { type McpServerProcess, startCodeMode, startServerMemory } from "../servers.ts";

const COUNT = 50;

/** Two calls for each of 50 records: by the bare client, by a loop, by `Promise.all`; all must be kept. */
export async function hundredCalls(rounds: number): Promise<Row[]> {
  using bareRecords = new Records(COUNT);
  using loopRecords = new Records(COUNT);
  using allRecords = new Records(COUNT);
  using twoRecords = new Records(COUNT);
  await using bareServer = await startServerMemory(bareRecords.file);
  await using loopServer = await startCodeMode(loopRecords.file);
  await using allServer = await startCodeMode(allRecords.file);
  await using twoServer = await startServerMemory(twoRecords.file);
  const works = {
    bare: (round: number) => bare(bareServer, `round ${round}`),
    loop: (round: number) => loopServer.execute(oneByOne(COUNT, `round ${round}`)),
    two: (round: number) => two(twoServer, `round ${round}`),
    all: (round: number) => allServer.execute(allAtOnce(COUNT, `round ${round}`)),
  };
  for (const work of Object.values(works)) await work(-1);
  const times = await sideBySide(rounds, {
    ...works,
    // By then the next sandbox process is ready, as it is when a model takes its time.
    pause: () => rest(150),
  });
  const contents = Array.from({ length: rounds + 1 }, (_, index) => `round ${index - 1}`);
  for (const records of [bareRecords, loopRecords, allRecords, twoRecords]) {
    records.verify(contents);
  }
  const against = {
    what: "SDK client, 100 calls",
    value: times.bare.median,
    least: times.bare.least,
  };
  return [{
    what: "100 calls in a loop",
    value: times.loop.median,
    unit: "ms",
    spread: [times.loop.least, times.loop.most],
    against,
    targets: [{ of: "ratio", limit: 1.2 }],
  }, {
    // What Promise.all comes to at best, without a sandbox around it.
    what: "floor: the same as 2 batch calls of the SDK client",
    value: times.two.median,
    unit: "ms",
    spread: [times.two.least, times.two.most],
    against,
  }, {
    what: "100 calls in Promise.all",
    value: times.all.median,
    unit: "ms",
    spread: [times.all.least, times.all.most],
    against,
    targets: [{ of: "ratio", limit: 0.08 }],
  }];
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
