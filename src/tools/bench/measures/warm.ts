import { Bare, startProcess, startWorker } from "../floor/bare.ts";
import { Records } from "../records.ts";
import { inMs, type Row } from "../row.ts";
import { type Samples, sideBySide } from "../samples.ts";
import { startCodeMode, startMinimalServer } from "../servers.ts";

const BURST = 24;

/** The shortest program there is, with time to rest between two, and one right after the other. */
export async function warm(rounds: number): Promise<Row[]> {
  using records = new Records(50);
  await using ours = await startCodeMode(records.file);
  await using minimal = await startMinimalServer();
  await using worker = new Bare(startWorker, minimal);
  await using process = new Bare(() => startProcess(), minimal);
  const works = {
    ours: () => ours.execute("return 1"),
    worker: () => worker.execute("return 1"),
    process: () => process.execute("return 1"),
    minimal: () => minimal.call("nothing"),
  };
  const rested = await sideBySide(rounds * 3, works, { restMs: 100, warmUp: 3 });
  const bursts = await sideBySide(rounds, {
    ours: async () => {
      for (let i = 0; i < BURST; i++) await ours.execute("return 1");
    },
    starts: () => Promise.all([starts(BURST / 2), starts(BURST / 2)]),
  }, { restMs: 200 });
  const against = {
    what: "no-op tool",
    value: rested.minimal.median,
    least: rested.minimal.least,
  };
  return [{
    what: `"return 1", 100 ms apart`,
    ...inMs(rested.ours),
    against,
    targets: [{ of: "value", limit: 4 }, { of: "ratio", limit: 8 }],
  }, {
    what: "floor: in a bare worker",
    ...inMs(rested.worker),
    against,
  }, {
    what: "floor: in a process with a bare worker",
    ...inMs(rested.process),
    against,
  }, {
    what: `"return 1", back to back`,
    ...perSecond(bursts.ours),
    targets: [{ of: "value", limit: 25, atLeast: true }],
  }, {
    what: "floor: processes with two bare workers started",
    ...perSecond(bursts.starts),
  }];
}

async function starts(count: number): Promise<void> {
  for (let i = 0; i < count; i++) (await startProcess(2)).end();
}

function perSecond({ median, least, most }: Samples): Pick<Row, "value" | "unit" | "spread"> {
  const rate = (ms: number) => BURST / ms * 1000;
  return { value: rate(median), unit: "/s", spread: [rate(most), rate(least)] };
}
