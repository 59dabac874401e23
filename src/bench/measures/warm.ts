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
  await ours.execute("return 1");
  const rested = await sideBySide(rounds * 3, {
    pause: () => rest(100),
    ours: () => ours.execute("return 1"),
    pauseAgain: () => rest(100),
    minimal: () => minimal.call("nothing"),
  });
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await rest(200);
    const start = performance.now();
    for (let i = 0; i < BURST; i++) await ours.execute("return 1");
    perSecond.push(BURST / (performance.now() - start) * 1000);
  }
  const burst = new Samples(perSecond);
  return [{
    what: `"return 1", 100 ms apart`,
    value: rested.ours.median,
    unit: "ms",
    spread: [rested.ours.least, rested.ours.most],
    against: { what: "no-op tool", value: rested.minimal.median, least: rested.minimal.least },
    targets: [{ of: "value", limit: 4 }, { of: "ratio", limit: 8 }],
  }, {
    what: `"return 1", back to back`,
    value: burst.median,
    unit: "/s",
    spread: [burst.least, burst.most],
    targets: [{ of: "value", limit: 25, atLeast: true }],
  }];
}
