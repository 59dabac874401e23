import { DEFAULT_LIMITS, type Limits } from "../config.ts";
import { jsonDepth } from "../rpc/depth.ts";
import type { LogEntry } from "../rpc/protocol.ts";
import type { CallInfo } from "./call_tally.ts";
import { adviceFor } from "./hints.ts";
import type { Context } from "./explain.ts";
import type { Outcome, SubmissionError } from "./outcome.ts";
import { innermostPlace, relocate } from "./places.ts";
import type { Prepared, Run } from "./run.ts";

/** The sandbox itself describes what is nested deeper than 100. */
const MAX_DEPTH = 500;

/** What logs get beside a result or an error, in characters: a model pays for them, and rarely reads them. */
const LOGS_BESIDE_CHARS = 8_000;

/** Room for what is not known before the logs are cut: a hint, `truncated`, the keys. */
const RESERVE_CHARS = 500;

/**
 * Puts the outcome together, cut to its budget: logs get what the result leaves.
 *
 * @param error why the run did not end well, if it didn't
 */
export function compose(run: Run, error: SubmissionError | undefined, context: Context): Outcome {
  const { ending, calls, logs } = run;
  const { prepared, api, limits, reserveChars = 0 } = context;
  const result = ending.type === "done" ? parseResult(ending.result, limits.answerChars) : {};
  if (result.fault) error = { kind: "crash", message: `The sandbox sent ${result.fault}` };
  const late = ending.type === "done" ? Math.min(ending.late ?? 0, calls.total) : 0;
  const counts = calls.counts(error !== undefined || late > 0);
  const stopped = stopOf(run, context);

  const rest = JSON.stringify({ error, stopped, calls: counts }).length + RESERVE_CHARS;
  const room = limits.answerChars - (result.chars ?? 0) - rest;
  const { planned, chars } = fitting(calls.firstPlanned, room / 2);
  const isAnswer = !error && result.value === undefined;
  const most = isAnswer ? Infinity : mostLogChars(limits);
  const { entries, cutFrom } = logs.take(Math.min(room - chars - reserveChars, most));
  const truncated = {
    ...(ending.type === "done" && ending.size !== undefined ? { result: ending.size } : {}),
    ...(cutFrom === undefined ? {} : { logs: cutFrom }),
  };
  const outcome: Outcome = {
    status: error ? "error" : "ok",
    ...(error || result.value === undefined ? {} : { result: result.value }),
    ...(entries.length > 0 ? { logs: entries.map((entry) => relocated(entry, prepared)) } : {}),
    ...(error ? { error } : {}),
    ...(planned.length > 0 ? { planned } : {}),
    ...(stopped ? { stopped } : {}),
    calls: counts,
    ...(Object.keys(truncated).length > 0 ? { truncated } : {}),
  };
  const hint = error ? undefined : adviceFor(outcome, { calls, late }, prepared.facts, api);
  return hint === undefined ? outcome : { ...outcome, hint };
}

/** What logs take of an answer that they are not all of, unless more was asked for. */
function mostLogChars({ answerChars, logChars }: Limits): number {
  if (answerChars > DEFAULT_LIMITS.answerChars) return Infinity;
  return Math.max(LOGS_BESIDE_CHARS, 2 * logChars);
}

/** Where a dry run ended that could not go on. */
function stopOf({ ending, calls }: Run, { prepared }: Context): Outcome["stopped"] {
  if (ending.type !== "stopped") return undefined;
  const position = innermostPlace(ending.stack, prepared);
  return {
    ...(position ? { ...position, frame: prepared.frame(position) } : {}),
    call: calls.planned(ending.call)!,
  };
}

/** @returns as many of the calls as fit, and the characters that they take */
function fitting(all: readonly CallInfo[], room: number): { planned: CallInfo[]; chars: number } {
  const planned: CallInfo[] = [];
  let chars = 0;
  for (const call of all) {
    const cost = JSON.stringify(call).length + 1;
    if (chars + cost > room) break;
    chars += cost;
    planned.push(call);
  }
  return { planned, chars };
}

function relocated({ level, text }: LogEntry, prepared: Prepared): LogEntry {
  return { level, text: relocate(text, prepared) };
}

interface Result {
  value?: unknown;
  /** Its length as JSON. */
  chars?: number;
  /** What is wrong with it. */
  fault?: string;
}

/** Reads the result, which comes from strangers' code, whatever our own half of the sandbox promises. */
function parseResult(text: string | undefined, maxChars: number): Result {
  if (text === undefined) return {};
  if (text.length > maxChars) return { fault: "a result over the limit" };
  if (jsonDepth(text) > MAX_DEPTH) return { fault: "a result that is nested too deep" };
  try {
    return { value: JSON.parse(text), chars: text.length };
  } catch {
    return { fault: "a result that is not JSON" };
  }
}
