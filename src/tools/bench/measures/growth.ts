import { allAtOnce } from "../programs.ts";
import { Records } from "../records.ts";
import type { Row } from "../row.ts";
import { startCodeMode } from "../servers.ts";

const DEADLINE_MS = 30_000;

/** `Promise.all` over more and more records, each time on a graph of just these. */
export async function growth(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of [50, 500, 5_000]) {
    using records = new Records(size);
    await using server = await startCodeMode(records.file);
    await server.execute("return (await memory.readGraph()).entities.length");
    const start = performance.now();
    await server.execute(allAtOnce(size, "grown"));
    const elapsed = performance.now() - start;
    records.verify(["grown"]);
    rows.push({
      what: `${size} records in Promise.all`,
      value: elapsed,
      unit: "ms",
      note: `${(elapsed / size).toFixed(2)} ms a record`,
      ...(size < 5_000 ? {} : { targets: [{ of: "value", limit: DEADLINE_MS }] as const }),
    });
  }
  return rows;
}
