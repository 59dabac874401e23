/**
 * Many servers, by tool calls and by code: what stands in a model's context, and what five tasks take.
 * `deno task experiment2`, whose flags `usage` lists; `docs/experiment2.md` reports the results.
 */
import { parseArgs } from "@std/cli";
import { join, resolve } from "node:path";
import { sizer } from "../experiment/context.ts";
import { ProgressBar } from "../experiment/progress_bar.ts";
import { writeFigures } from "./figures.ts";
import { measureDirect, measureSet } from "./measure.ts";
import { type Finding, losses, serversTable, slower, standingTable, tasksTable } from "./report.ts";
import { learnLists } from "./servers/code_mode.ts";
import { launches } from "./servers/launches.ts";
import { listServers } from "./servers/lister.ts";
import { Scratch } from "./servers/scratch.ts";
import { setsOf } from "./servers/sets.ts";
import { standingOf } from "./standing.ts";
import { TASKS } from "./tasks/tasks.ts";

const usage = "Usage: deno task experiment2 [--lists FOLDER] [--repeats N] [--doc FILE]";
const flags = parseArgs(Deno.args, {
  string: ["lists", "repeats", "doc"],
  default: { repeats: "5" },
  unknown: (name) => {
    console.error(`There is no "${name}"\n${usage}`);
    Deno.exit(2);
  },
});
if (!/^[1-9]\d*$/.test(flags.repeats)) {
  console.error(`--repeats must be a whole number of at least 1: received "${flags.repeats}"`);
  Deno.exit(2);
}
const NO_SEARCH =
  "**Provisional**: this version has no `tools.search`, so that no program searches, as if the model knew " +
  "all names. With it, code takes a round trip more wherever the description does not name a tool.";
/** Servers that the machine starts side by side. */
const AT_A_TIME = 2;
const here = Deno.env.get("INIT_CWD") || Deno.cwd();
const scratch = new Scratch(
  resolve(here, flags.lists ?? join(Deno.env.get("TMPDIR") || "/tmp", "code-mode-experiment2")),
);
const size = await sizer();
const all = launches(scratch);
const encoder = new TextEncoder();
let step = 0;
// A list by us, one by code-mode, and every task by tool calls and, in three sets, by code twice.
const steps = all.length + all.length / AT_A_TIME + TASKS.length * 7;
using bar = new ProgressBar(Math.ceil(steps), Deno.stderr.isTerminal(), (text) => {
  Deno.stderr.writeSync(encoder.encode(text));
});
const onStep = (what: string) => bar.show(step++, what);
const listed = await listServers(all, scratch, AT_A_TIME, onStep);
const bench = { scratch, size, repeats: Number(flags.repeats), onStep };
const direct = await measureDirect(all, bench);
const sets = setsOf(listed);
const working = sets.at(-1)!.servers.map(({ launch }) => launch);
await learnLists(working, scratch, AT_A_TIME, onStep);
const findings: Finding[] = [];
for (const set of sets) findings.push(await measureSet(set, direct, bench));

const [least, most] = slower(findings);
const figures = [
  ...findings.every(({ searches }) => searches) ? [] : [NO_SEARCH],
  "### What stands in the context, in tokens",
  standingTable(findings),
  ...findings.flatMap((finding) => [`### Tasks with ${finding.set}`, tasksTable(finding)]),
  "### Where code takes more",
  [
    `the work takes ${least.toFixed(1)} to ${most.toFixed(1)} × the time of the same by tool calls`,
    ...findings.flatMap(losses),
  ].map((line) => `- ${line}`).join("\n"),
  "### The servers",
  serversTable(listed.map((one) => ({ ...one, standing: standingOf([one], size) }))),
].join("\n\n");
console.log(figures);
if (flags.doc !== undefined) await writeFigures(resolve(here, flags.doc), figures);
const trials = findings.flatMap((finding) => finding.trials);
Deno.exit(trials.every(({ right, repeats }) => right === repeats) ? 0 : 1);
