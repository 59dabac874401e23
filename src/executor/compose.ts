import type { Limits } from "../config.ts";
import type { Outcome, SubmissionError } from "./outcome.ts";
import { relocate } from "./places.ts";
import type { Prepared } from "./prepare/prepare.ts";
import type { Run } from "./run.ts";
import { jsonDepth } from "../rpc/depth.ts";

/** The sandbox itself describes what is nested deeper than 100. */
const MAX_DEPTH = 500;

/**
 * Puts the outcome together, cut to its budget.
 *
 * @param error why the run did not end well, if it didn't
 */
export function compose(
  run: Run,
  error: SubmissionError | undefined,
  prepared: Prepared,
  limits: Limits,
): Outcome {
  const { ending, calls, logs } = run;
  const outcome: Outcome = { status: "ok", calls: calls.counts(error !== undefined) };
  const truncated: Outcome["truncated"] = {};
  let left = limits.answerChars;
  if (ending.type === "done" && ending.result !== undefined) {
    const result = parseResult(ending.result, limits.answerChars);
    if ("fault" in result) error = { kind: "crash", message: `The sandbox sent ${result.fault}` };
    else {
      outcome.result = result.value;
      left -= ending.result.length;
      if (ending.size !== undefined) truncated.result = ending.size;
    }
  }
  if (error) {
    outcome.status = "error";
    outcome.error = error;
  }
  left -= JSON.stringify({ ...outcome, result: null }).length + 200; // 200: `truncated` and the keys
  const { entries, cutFrom } = logs.take(left);
  if (entries.length > 0) {
    outcome.logs = entries.map(({ level, text }) => ({ level, text: relocate(text, prepared) }));
  }
  if (cutFrom !== undefined) truncated.logs = cutFrom;
  if (Object.keys(truncated).length > 0) outcome.truncated = truncated;
  return outcome;
}

/** Reads the result, which comes from strangers' code, whatever our own half of the sandbox promises. */
function parseResult(text: string, maxChars: number): { value: unknown } | { fault: string } {
  if (text.length > maxChars) return { fault: "a result over the limit" };
  if (jsonDepth(text) > MAX_DEPTH) return { fault: "a result that is nested too deep" };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: "a result that is not JSON" };
  }
}
