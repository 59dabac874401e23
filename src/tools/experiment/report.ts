import { total } from "./context.ts";
import { group, markdownTable, ms } from "./markdown.ts";
import type { Trial } from "./trial.ts";

/** Writes the trials as a Markdown table that is also readable as text. */
export function report(trials: readonly Trial[], modelLatencyMs: number): string {
  return markdownTable([
    [
      "records",
      "arm",
      "measured ms (least – most)",
      "model calls",
      `model time added (× ${modelLatencyMs} ms)`,
      "tools / calls / results, characters",
      "tokens, estimated",
      "graph right",
    ],
    ...trials.map((trial) => cells(trial, modelLatencyMs)),
  ]);
}

/** Says where code mode loses, as far as it was measured. */
export function losses(trials: readonly Trial[], direct: string): string[] {
  const lines: string[] = [];
  for (const records of new Set(trials.map((trial) => trial.records))) {
    const of = trials.filter((trial) => trial.records === records);
    const base = of.find(({ arm }) => arm === direct);
    if (!base) continue;
    for (const trial of of.filter(({ arm }) => arm !== direct)) {
      const times = trial.wall.median / base.wall.median;
      const tokens = total(trial.context).tokens / total(base.context).tokens;
      const lost = [
        ...times > 1 ? [`takes ${times.toFixed(1)} × the measured time`] : [],
        ...tokens > 1 ? [`${tokens.toFixed(1)} × the tokens`] : [],
      ];
      if (lost.length > 0) {
        lines.push(`${recordsText(records)}, ${trial.arm}: ${lost.join(" and ")}`);
      }
    }
  }
  return lines;
}

/** @param records how many are updated; 0 where one is only looked at */
export function recordsText(records: number): string {
  return records === 0 ? "one call" : `${group(records)} ${records === 1 ? "record" : "records"}`;
}

function cells({ arm, records, wall, mcpCalls, context, right }: Trial, latency: number): string[] {
  const { tools, calls, results } = context;
  return [
    records === 0 ? recordsText(0) : group(records),
    arm,
    `${ms(wall.median)} (${ms(wall.least)} – ${ms(wall.most)})`,
    group(mcpCalls),
    seconds(mcpCalls * latency),
    [tools, calls, results].map(({ characters }) => group(characters)).join(" / "),
    group(total(context).tokens),
    `${right} of ${wall.repeats}`,
  ];
}

function seconds(value: number): string {
  return `${group(Math.round(value / 100) / 10)} s`;
}
