import type { Point } from "./panel.ts";

/**
 * Reads the points of a chart from the table that `report` has written, so that a chart can be drawn again
 * without measuring.
 *
 * @param text Markdown in which the table stands
 */
export function readReport(text: string): { points: Point[]; modelLatencyMs: number } {
  const [, latency] = /\| model time added \(× (\d+) ms\)/.exec(text) ?? [];
  if (latency === undefined) throw new SyntaxError("The text has no table of an experiment");
  const rows = text.split("\n").filter((line) => /^\| (?:one call|[\d ]+) \|/.test(line));
  const points = rows.map((row): Point => {
    const [, records, arm, wall, calls, , , tokens, right] = row.split("|").map((cell) =>
      cell.trim()
    );
    return {
      arm: arm!,
      records: records === "one call" ? 0 : number(records!),
      ms: number(wall!.replace(/\(.*/, "")),
      repeats: number(right!.replace(/.* of /, "")),
      calls: number(calls!),
      tokens: number(tokens!),
    };
  });
  return { points, modelLatencyMs: Number(latency) };
}

/** Thousands are apart: `10 000`. */
function number(text: string): number {
  const value = Number(text.replaceAll(/\s/g, ""));
  if (!Number.isFinite(value)) throw new SyntaxError(`"${text}" is no number`);
  return value;
}
