import { wrap } from "./wrap.ts";

/** The width that terminals have at least. */
export const WIDTH = 80;

/** Something that can be written on a command line, and what it does. */
export type Row = readonly [written: string, about: string];

/** Two columns, the second of which is broken at spaces. */
export function rowLines(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([written]) => written.length)) + 2;
  return rows.flatMap(([written, about]) =>
    wrap(about, WIDTH - width - 2).map((line, index) =>
      `  ${(index === 0 ? written : "").padEnd(width)}${line}`
    )
  );
}
