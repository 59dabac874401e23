import { Bare, startProcess, startWorker } from "../floor/bare.ts";
import { Records } from "../records.ts";
import type { Row } from "../row.ts";
import { rest, Samples, sideBySide } from "../samples.ts";
import { startCodeMode, startMinimalServer } from "../servers.ts";

const BURST = 25;

/** The shortest program there is, with time to rest between two, and one right after the other. */
export async function warm(rounds: number): Promise<Row[]> {
  using records = new Records(50);
  await using ours = await startCodeMode(records.file);
  await using minimal = await startMinimalServer();
  await using worker = new Bare(startWorker, minimal);
  await using process = new Bare(startProcess, minimal);
  const works = {
    ours: () => ours.execute("return 1"),
    worker: () => worker.execute("return 1"),
    process: () => process.execute("return 1"),
    minimal: () => minimal.call("nothing"),
  };
  await sideBySide(3, works, 100); // what runs first is slower
  const rested = await sideBySide(rounds * 3, works, 100);
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await rest(200);
    const start = performance.now();
    for (let i = 0; i < BURST; i++) await ours.execute("return 1");
    perSecond.push(BURST / (performance.now() - start) * 1000);
  }
  const burst = new Samples(perSecond);
  const against = {
    what: "no-op tool",
    value: rested.minimal.median,
    least: rested.minimal.least,
  };
  return [{
    what: `"return 1", 100 ms apart`,
    value: rested.ours.median,
    unit: "ms",
    spread: [rested.ours.least, rested.ours.most],
    against,
    targets: [{ of: "value", limit: 4 }, { of: "ratio", limit: 8 }],
  }, {
    what: "floor: in a bare worker",
    value: rested.worker.median,
    unit: "ms",
    spread: [rested.worker.least, rested.worker.most],
    against,
  }, {
    what: "floor: in a process with a bare worker",
    value: rested.process.median,
    unit: "ms",
    spread: [rested.process.least, rested.process.most],
    against,
  }, {
    what: `"return 1", back to back`,
    value: burst.median,
    unit: "/s",
    spread: [burst.least, burst.most],
    targets: [{ of: "value", limit: 25, atLeast: true }],
  }];
}
