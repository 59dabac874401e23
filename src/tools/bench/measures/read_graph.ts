import { Records } from "../records.ts";
import { inMs, type Row } from "../row.ts";
import { sideBySide } from "../samples.ts";
import { startCodeMode, startServerMemory } from "../servers.ts";

const SIZES = [50, 1_000, 10_000];

/** The whole graph: read by a program that counts its entities, and by the bare client. */
export async function readGraph(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of SIZES) {
    using records = new Records(size);
    await using ours = await startCodeMode(records.file);
    await using bare = await startServerMemory(records.file);
    const works = {
      ours: () => ours.execute("return (await memory.readGraph()).entities.length"),
      bare: () => bare.call("read_graph"),
    };
    for (const work of Object.values(works)) await work();
    const times = await sideBySide(rounds, works, { restMs: 150 });
    rows.push({
      what: `readGraph of ${size} entities`,
      ...inMs(times.ours),
      against: { what: "SDK client", value: times.bare.median, least: times.bare.least },
      ...(size < 10_000 ? {} : { targets: [{ of: "ratio", limit: 0.25 }] as const }),
    });
  }
  return rows;
}
