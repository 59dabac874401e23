import type { Gauge } from "./gauge.ts";

/** One line of the last table. */
export interface Verdict {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly holds: boolean;
}

/** What the servers do, by the file that their processes were started from. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "main.ts": "the servers",
  "sandbox": "the sandboxes",
  "prepare": "what reads programs",
  "servers/memory": "the memory servers",
};

/**
 * How much memory a kind may take at the end: so many times what it took, and so many MB more. A memory
 * server reads and writes the whole file for each call: most of it is what V8 has not collected yet.
 */
const ROOM: Readonly<Record<string, readonly [times: number, more: number]>> = {
  "servers/memory": [1.5, 100],
};
const USUAL_ROOM = [1.15, 15] as const;

/** Whether the servers are where they began. */
export function verdicts(before: Gauge, after: Gauge): Verdict[] {
  const row = (what: string, [from, to]: [number, number], most: number, digits = 0): Verdict => ({
    what,
    before: from.toFixed(digits),
    after: to.toFixed(digits),
    holds: to <= most,
  });
  const memory = Object.entries(before.memory).map(([program, size]) => {
    const [times, more] = ROOM[program] ?? USUAL_ROOM;
    const what = `memory of ${PROGRAMS[program] ?? program}, MB`;
    return row(what, [size, after.memory[program] ?? 0], size * times + more);
  });
  const { files, processes, latency } = before;
  return [
    ...memory,
    row("open files", [files, after.files], files),
    row("processes", [processes, after.processes], processes),
    row("latency, ms", [latency, after.latency], latency * 1.5 + 5, 1),
  ];
}

/** Something that must never have happened. */
export function never(what: string, count: number): Verdict {
  return { what, before: "0", after: `${count}`, holds: count === 0 };
}
