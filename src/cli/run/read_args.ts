import { plainLine } from "../../api/types/plain_line.ts";
import { UsageError } from "../usage_error.ts";

const SHOWN_CHARS = 60;
const REASON_CHARS = 200;

/**
 * Reads what `--args` gives.
 *
 * @returns the object; `"__proto__"` is a key like any other in it
 * @throws {UsageError} when it isn't a JSON object
 */
export function readArgs(text: string): Record<string, unknown> {
  const refuse = (why = "") => {
    const shown = plainLine(text, SHOWN_CHARS);
    return new UsageError(`--args must be a JSON object: received "${shown}"${why}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`: ${plainLine((error as Error).message, REASON_CHARS)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse();
  return value as Record<string, unknown>;
}
