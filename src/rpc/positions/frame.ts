import type { Position } from "./position.ts";
import type { Lines } from "./lines.ts";

const WIDTH = 100;

/**
 * Shows a place in a text: the line before it if it holds anything, the line, and a caret below.
 *
 * Characters that would move the caret, or that a terminal obeys, are shown as spaces.
 */
export function codeFrame(lines: Lines, { line, column }: Position): string {
  const digits = String(line).length;
  const from = Math.max(0, column - 1 - WIDTH / 2);
  const show = (number: number) => {
    const text = lines.line(number) ?? "";
    // deno-lint-ignore no-control-regex -- they are what must not get out
    const clean = text.slice(from, from + WIDTH).replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, " ");
    const start = from > 0 ? "…" : "";
    const end = text.length > from + WIDTH ? "…" : "";
    return `${String(number).padStart(digits)} | ${start}${clean}${end}`.trimEnd();
  };
  const caret = " ".repeat(digits + 3 + (from > 0 ? 1 : 0) + column - 1 - from) + "^";
  const before = lines.line(line - 1)?.trim() ? [show(line - 1)] : [];
  return [...before, show(line), caret].join("\n");
}
