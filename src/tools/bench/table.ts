import { bestRatio, holds, ratio, type Row, type Target } from "./row.ts";

const HEAD = ["", "median", "least – most", "against", "ratio", "of least", "target", "holds"];

/** Writes rows as a table of plain text. */
export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  ).join("\n");
}

function cells(row: Row): string[] {
  const { what, value, unit, spread, against, targets = [], note } = row;
  const times = (factor: number | undefined) =>
    factor === undefined ? "" : `${factor.toFixed(2)} ×`;
  return [
    what + (note ? ` (${note})` : ""),
    `${number(value)} ${unit}`,
    spread ? `${number(spread[0])} – ${number(spread[1])}` : "",
    against ? `${number(against.value)} ${unit}: ${against.what}` : "",
    times(ratio(row)),
    times(bestRatio(row)),
    targets.map((target) => words(target, unit)).join(", "),
    { true: "yes", false: "NO", undefined: "" }[`${holds(row)}`]!,
  ];
}

function words({ of, limit, atLeast }: Target, unit: string): string {
  return `${atLeast ? "≥" : "≤"} ${limit} ${of === "ratio" ? "×" : unit}`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
