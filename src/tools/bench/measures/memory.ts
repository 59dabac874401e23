import { proportionalSet } from "../proportional_set.ts";
import { Records } from "../records.ts";
import type { Row } from "../row.ts";
import { rest } from "../samples.ts";
import { startCodeMode } from "../servers.ts";

const SUBMISSIONS = 1_000;

/** What all processes of an idle server weigh, at first and after many submissions. */
export async function memory(): Promise<Row[]> {
  using records = new Records(50);
  await using server = await startCodeMode(records.file);
  await server.execute("return (await memory.readGraph()).entities.length");
  await rest(2_000);
  const idle = proportionalSet(server.pid);
  if (idle === undefined) return []; // Linux only
  for (let i = 0; i < SUBMISSIONS; i++) await server.execute("return 1");
  await rest(2_000);
  const after = proportionalSet(server.pid)!;
  return [{
    what: "memory, idle",
    value: sum(idle),
    unit: "MB",
    note: words(idle),
    targets: [{ of: "value", limit: 200 }],
  }, {
    what: `memory, idle, after ${SUBMISSIONS} submissions`,
    value: sum(after),
    unit: "MB",
    note: words(after),
    against: { what: "before", value: sum(idle) },
  }];
}

function sum(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((total, size) => total + size, 0);
}

function words(sizes: Record<string, number>): string {
  return Object.entries(sizes).map(([name, size]) => `${name} ${size.toFixed(0)}`).join(", ");
}
