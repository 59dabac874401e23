import type { Samples } from "./samples.ts";

/** One line of the bench's table. */
export interface Row {
  what: string;
  /** Of code-mode: the median, in `unit`. */
  value: number;
  unit: "ms" | "MB" | "/s" | "µs";
  /** Least and most of the samples. */
  spread?: readonly [number, number];
  /** What it is measured against, in the same unit. */
  against?: { what: string; value: number; least?: number };
  /** What must hold; `of` says whether of the value or of its ratio to what it is measured against. */
  targets?: readonly Target[];
  note?: string;
}

export interface Target {
  of: "value" | "ratio";
  /** At most, unless `atLeast` is set. */
  limit: number;
  atLeast?: boolean;
}

/** How often the value is what it is measured against. */
export function ratio({ value, against }: Row): number | undefined {
  return against && value / against.value;
}

/** The same of the least samples of both, which a busy machine disturbs less. */
export function bestRatio({ spread, against }: Row): number | undefined {
  return spread && against?.least && spread[0] / against.least;
}

/** Whether a row keeps all of its targets; undefined when it has none. */
export function holds(row: Row): boolean | undefined {
  return row.targets?.every(({ of, limit, atLeast }) => {
    const measured = of === "value" ? row.value : ratio(row)!;
    return atLeast ? measured >= limit : measured <= limit;
  });
}

/** What a row says of times. */
export function inMs({ median, least, most }: Samples): Pick<Row, "value" | "unit" | "spread"> {
  return { value: median, unit: "ms", spread: [least, most] };
}
