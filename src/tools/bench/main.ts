/**
 * `deno task bench [NAME…] [--rounds N] [--out FILE]`: what code-mode costs, beside what it is measured
 * against, in one run. Prints a table and writes the rows as JSON.
 */
import { parseArgs } from "@std/cli";
import { resolve } from "node:path";
import { clients } from "./measures/clients.ts";
import { copies } from "./measures/copies.ts";
import { growth } from "./measures/growth.ts";
import { http } from "./measures/http.ts";
import { hundredCalls } from "./measures/hundred_calls.ts";
import { memory } from "./measures/memory.ts";
import { readGraph } from "./measures/read_graph.ts";
import { start } from "./measures/start.ts";
import { warm } from "./measures/warm.ts";
import { bestRatio, ratio, type Row } from "./row.ts";
import { table } from "./table.ts";

const MEASURES: Record<string, (rounds: number) => Promise<Row[]>> = {
  start,
  warm,
  calls: hundredCalls,
  graph: readGraph,
  growth,
  clients,
  copies,
  http,
  memory,
};

const flags = parseArgs(Deno.args, { string: ["rounds", "out"] });
const rounds = Number(flags.rounds ?? 7);
const out = resolve(Deno.env.get("INIT_CWD") || Deno.cwd(), flags.out ?? "bench.json");
const names = flags._.length > 0 ? flags._.map(String) : Object.keys(MEASURES);
const unknown = names.find((name) => !Object.hasOwn(MEASURES, name));
if (unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
  console.error(
    `Usage: deno task bench [${Object.keys(MEASURES).join("|")}…] [--rounds N] [--out FILE]`,
  );
  Deno.exit(2);
}

const rows: Row[] = [];
for (const name of names) {
  console.error(`Measuring "${name}"`);
  rows.push(...await MEASURES[name]!(rounds));
}
const machine = {
  deno: Deno.version.deno,
  system: `${Deno.build.os} ${Deno.build.arch}`,
  cores: navigator.hardwareConcurrency,
  date: new Date().toISOString(),
};
const withRatios = rows.map((row) => ({ ...row, ratio: ratio(row), bestRatio: bestRatio(row) }));
await Deno.writeTextFile(
  out,
  JSON.stringify({ machine, rounds, rows: withRatios }, null, 2) + "\n",
);
console.log(table(rows));
console.error(`Written to ${out}`);
