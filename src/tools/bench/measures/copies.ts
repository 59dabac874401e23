import { allAtOnce, oneByOne } from "../programs.ts";
import { Records } from "../records.ts";
import { inMs, type Row } from "../row.ts";
import { type Samples, sideBySide } from "../samples.ts";
import { startCodeMode } from "../servers.ts";

const COUNT = 50;
const WARM_UP = 2;
/** By then the next sandbox process is ready, as it is when a model takes its time; in milliseconds. */
const REST_MS = 200;
const TIMEOUT_MS = 120_000;

const PROGRAMS = { "a loop": oneByOne, "Promise.all": allAtOnce };

/** The last has 10 MB: 100 calls one by one take half a minute there, and the copy is nothing beside them. */
const SIZES: { count: number; limit: number; forms: (keyof typeof PROGRAMS)[]; note?: string }[] = [
  { count: 50, limit: 1.3, forms: ["a loop", "Promise.all"] },
  { count: 1_000, limit: 1.3, forms: ["a loop", "Promise.all"] },
  { count: 10_000, limit: 1.3, forms: ["a loop", "Promise.all"] },
  { count: 45_000, limit: 1.5, forms: ["Promise.all"], note: ` ${"x".repeat(110)}` },
];

/** 50 records read and added to: on the memory itself, on a copy, and on a copy that replaces it at the end. */
export async function copies(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { count, limit, forms, note } of SIZES) {
    using records = new Records(count, note);
    await using server = await startCodeMode(records.file);
    const contents: string[] = [];
    for (const form of forms) {
      const run = async (kind: string, round: number, args: Record<string, unknown> = {}) => {
        const content = `${form}, ${kind}, ${round}`;
        await server.execute(PROGRAMS[form](COUNT, content), { ...args, timeout_ms: TIMEOUT_MS });
        if (kind !== "dry") contents.push(content);
      };
      const times = await sideBySide(rounds, {
        plain: (round) => run("plain", round),
        dry: (round) => run("dry", round, { dry_run: true }),
        atomic: (round) => run("atomic", round, { atomic: true }),
      }, { restMs: REST_MS, warmUp: WARM_UP });
      records.verify(contents, COUNT);
      rows.push(...rowsOf(`100 calls in ${form}, ${count} entities`, times, limit));
    }
  }
  return rows;
}

function rowsOf(
  what: string,
  { plain, dry, atomic }: Record<"plain" | "dry" | "atomic", Samples>,
  limit: number,
): Row[] {
  const against = { what: "plain", value: plain.median, least: plain.least };
  const targets = [{ of: "ratio", limit }] as const;
  return [
    { what: `${what}: dry`, ...inMs(dry), against, targets },
    { what: `${what}: atomic`, ...inMs(atomic), against, targets },
  ];
}
