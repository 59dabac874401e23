import { changesText } from "./tried.ts";
import type { CallCounts, LogEntry, Outcome, SubmissionError } from "./outcome.ts";

/**
 * Writes an outcome as the text that a model reads: JSON when the code ended well, so that it says
 * the same as the structured form, after sentences where it was a dry run; sentences when it didn't, the
 * error first.
 */
export function outcomeText(outcome: Outcome): string {
  if (!outcome.error) {
    const dryRun = dryRunText(outcome);
    return `${dryRun === undefined ? "" : `${dryRun}\n\n`}${JSON.stringify(outcome)}`;
  }
  return [
    errorText(outcome.error),
    effectText(outcome),
    ...(outcome.logs ? [logsText(outcome.logs)] : []),
  ].join("\n\n");
}

/** What a dry run has shown, in sentences; `undefined` for what was no dry run. */
export function dryRunText(outcome: Outcome): string | undefined {
  const { dryRun, changes, stopped, plan, calls } = outcome;
  if (!dryRun || outcome.error) return undefined;
  const parts = ["Dry run: nothing was written."];
  if (changes) parts.push(`It would ${changesText(changes)}.`);
  if (calls.planned) parts.push(`Calls that were not made: ${calls.planned}.`);
  if (stopped) {
    const place = stopped.line === undefined ? "" : ` at line ${stopped.line}`;
    parts.push(`It ended${place}, where the answer of ${stopped.call.method} is needed.`);
  }
  if (plan !== undefined) parts.push(`{ "apply": "${plan}" } writes exactly this.`);
  return parts.join(" ");
}

/** What a failed program has done, so that a reader knows whether a second try is safe. */
export function effectText(outcome: Outcome): string {
  const { calls, dryRun, committed } = outcome;
  if (calls.total === 0 || !(dryRun || committed === false)) return callsText(calls);
  const why = dryRun ? "It was a dry run" : "It was all or nothing";
  return `${callsText(calls)} ${why}: nothing was written.`;
}

/** The error with its place, its frame and what to do. */
export function errorText(error: SubmissionError): string {
  const { message, frame, more = [], hint, call } = error;
  return [
    `${errorHead(error)}: ${message}`,
    ...(call ? [`In the call ${call.method}(${call.argument ?? ""})`] : []),
    ...(frame ? [frame] : []),
    ...more.map(({ line, message }) => `Line ${line}: ${message}`),
    ...(hint ? [`Hint: ${hint}`] : []),
  ].join("\n");
}

/** What kind of error and where, e.g. `TypeError (line 2, column 6)`. */
export function errorHead({ kind, name, line, column }: SubmissionError): string {
  const place = line === undefined ? "" : ` (line ${line}, column ${column})`;
  return `${name ?? title(kind)}${place}`;
}

/** What the calls did, so that a reader knows whether a second try is safe. */
export function callsText(calls: CallCounts): string {
  if (calls.total === 0) return "No call was made: nothing was written.";
  const parts = [`Calls made: ${calls.total} (${list(calls.byMethod)})`];
  if (calls.written !== undefined) {
    const none = calls.unknown ? "no write was confirmed" : "nothing was written";
    parts.push(calls.written === 0 ? none : `${calls.written} wrote (${list(calls.writtenBy)})`);
  }
  if (calls.failed) parts.push(`${calls.failed} failed`);
  if (calls.dropped) parts.push(`${calls.dropped} dropped without effect`);
  if (calls.unknown) {
    const which = list(calls.unknownBy);
    parts.push(
      `${calls.unknown} may or may not have written (${which}): read before you try again`,
    );
  }
  return parts.join("; ") + ".";
}

/** Counts by method: `memory.openNodes 2, github.create_issue 1`. */
function list(counts: Readonly<Record<string, number>> = {}): string {
  return Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ");
}

function logsText(logs: LogEntry[]): string {
  return ["Logs:", ...logs.map(({ level, text }) => `[${level}] ${text}`)].join("\n");
}

function title(kind: SubmissionError["kind"]): string {
  switch (kind) {
    case "syntax":
      return "SyntaxError";
    case "type":
      return "Type error";
    case "runtime":
      return "Error";
    case "tool":
      return "The call failed";
    case "timeout":
      return "Timeout";
    case "memory":
      return "Out of memory";
    case "limit":
      return "Over a limit";
    case "cancelled":
      return "Cancelled";
    case "crash":
      return "Crash";
    case "unavailable":
      return "Unavailable";
    case "conflict":
      return "Conflict";
  }
}
