import type { SubmissionError } from "../outcome/outcome.ts";
import { jsonDepth, MAX_DEPTH } from "../rpc/depth.ts";

/**
 * Measures the arguments of a program.
 *
 * @param limits the longest text, in characters of JSON
 * @returns why they are not handed over, if they are not
 */
export function argsFault(
  args: Readonly<Record<string, unknown>>,
  limits: { readonly argumentChars: number },
): SubmissionError | undefined {
  const text = jsonOf(args);
  if (text === undefined || jsonDepth(text) > MAX_DEPTH) {
    return {
      kind: "limit",
      message: `The program's arguments are nested more than ${MAX_DEPTH} levels deep`,
      hint: "Hand over flatter data",
    };
  }
  if (text.length <= limits.argumentChars) return undefined;
  return {
    kind: "limit",
    message: `The program's arguments are ${text.length} characters of JSON: ` +
      `at most ${limits.argumentChars} are taken`,
    hint: "Hand over less, in several runs, or raise --argument-chars",
  };
}

/** `JSON.parse` takes any depth, what makes the text again doesn't. */
function jsonOf(args: unknown): string | undefined {
  try {
    return JSON.stringify(args);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
