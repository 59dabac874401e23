/**
 * The same task by tool calls and by programs, on the real memory server: `deno task experiment`, whose
 * flags `usage` lists. `Experiment1.md` reports the results.
 */
import { parseArgs } from "@std/cli";
import { resolve } from "node:path";
import { ARMS, DIRECT, ONE_CALL } from "./arms.ts";
import { chart } from "./chart.ts";
import type { Point } from "./panel.ts";
import { ProgressBar } from "./progress_bar.ts";
import { readReport } from "./read_report.ts";
import { losses, recordsText, report } from "./report.ts";
import { pointOf, runTrial, type Trial } from "./trial.ts";

const SIZES = "1,5,50,500";
const LARGE = 5_000;
/** What the seed of this project measured for one round trip through a model, in milliseconds. */
const MODEL_LATENCY_MS = "4300";

const usage =
  "Usage: deno task experiment [--records N,N…] [--large] [--json] [--svg FILE] [--repeats N] " +
  "[--model-latency-ms N]\n" +
  "       deno task experiment --from REPORT --svg FILE (draws the chart of what was measured before)";
const flags = parseArgs(Deno.args, {
  boolean: ["large", "json"],
  string: ["records", "svg", "repeats", "model-latency-ms", "from"],
  default: { records: SIZES, repeats: "5", "model-latency-ms": MODEL_LATENCY_MS },
  unknown: (name) => {
    console.error(`There is no "${name}"\n${usage}`);
    Deno.exit(2);
  },
});
const repeats = wholeNumber("repeats", flags.repeats, 1);
const modelLatencyMs = wholeNumber("model-latency-ms", flags["model-latency-ms"], 0);
const sizes = [
  ...flags.records.split(",").map((text) => wholeNumber("records", text, 1)),
  ...flags.large ? [LARGE] : [],
];

if (flags.from !== undefined) {
  const { points, modelLatencyMs } = readReport(await Deno.readTextFile(inFolder(flags.from)));
  await draw(flags.svg ?? "experiment.svg", points, modelLatencyMs);
  Deno.exit(0);
}

const plan = [
  ...ONE_CALL.map((arm) => ({ arm, records: 0 })),
  ...sizes.flatMap((records) => ARMS.map((arm) => ({ arm, records }))),
];
const trials: Trial[] = [];
{
  const encoder = new TextEncoder();
  using bar = new ProgressBar(plan.length, Deno.stderr.isTerminal(), (text) => {
    Deno.stderr.writeSync(encoder.encode(text));
  });
  for (const { arm, records } of plan) {
    // Ten thousand calls on a large graph take minutes.
    const times = records === LARGE ? 1 : repeats;
    const about = `${recordsText(records)}, ${arm.name}`;
    trials.push(
      await runTrial(arm, records, times, (repeat) => {
        bar.show(trials.length + repeat / (times + 1), about);
      }),
    );
  }
}
if (flags.svg !== undefined) await draw(flags.svg, trials.map(pointOf), modelLatencyMs);
if (flags.json) {
  console.log(JSON.stringify({ modelLatencyMs, trials }, null, 2));
} else {
  for (const { name, about } of [...ARMS, ...ONE_CALL.slice(1)]) console.log(`${name}: ${about}`);
  console.log(`\n${report(trials, modelLatencyMs)}`);
  const lost = losses(trials, DIRECT.name);
  if (lost.length > 0) console.log(`\nWhere code mode does not pay:\n- ${lost.join("\n- ")}`);
}
Deno.exit(trials.every(({ right, wall }) => right === wall.repeats) ? 0 : 1);

async function draw(name: string, points: Point[], modelLatencyMs: number): Promise<void> {
  const file = inFolder(name);
  await Deno.writeTextFile(file, chart(points, modelLatencyMs));
  console.error(`Written to ${file}`);
}

function inFolder(name: string): string {
  return resolve(Deno.env.get("INIT_CWD") || Deno.cwd(), name);
}

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
  console.error(`--${name} must be a whole number of at least ${least}: received "${text}"`);
  Deno.exit(2);
}
