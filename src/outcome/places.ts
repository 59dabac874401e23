import type { Position } from "../rpc/positions/position.ts";
import type { Prepared } from "./run.ts";

/** How the sandbox writes a place of the module: `submission:LINE:COLUMN`. */
const PLACE = /\bsubmission:(\d{1,9}):(\d{1,9})/g;

/** @returns the innermost place of a stack that lies in the submitted text */
export function innermostPlace(stack: string, prepared: Prepared): Position | undefined {
  for (const [, line, column] of stack.matchAll(PLACE)) {
    const position = prepared.locate(Number(line), Number(column));
    if (position) return position;
  }
}

/** Writes the places in a text, such as a stack that was logged, as those of the submitted text. */
export function relocate(text: string, prepared: Prepared): string {
  return text.replace(PLACE, (place, line, column) => {
    const position = prepared.locate(Number(line), Number(column));
    return position ? `line ${position.line}:${position.column}` : place;
  });
}
