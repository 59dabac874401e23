import type { Gauge } from "./gauge.ts";

/** One line of the last table. */
export interface Verdict {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly holds: boolean;
}

/** Whether the servers are where they began; a busy machine moves memory and latency a little. */
export function verdicts(before: Gauge, after: Gauge): Verdict[] {
  const row = (what: string, key: keyof Gauge, most: number, digits = 0): Verdict => ({
    what,
    before: before[key].toFixed(digits),
    after: after[key].toFixed(digits),
    holds: after[key] <= most,
  });
  return [
    row("memory, MB", "memory", before.memory * 1.2 + 20),
    row("open files", "files", before.files),
    row("processes", "processes", before.processes),
    row("latency, ms", "latency", before.latency * 1.5 + 5, 1),
  ];
}

/** Something that must never have happened. */
export function never(what: string, count: number): Verdict {
  return { what, before: "0", after: `${count}`, holds: count === 0 };
}
