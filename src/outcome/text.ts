import type { CallCounts, LogEntry, Outcome, SubmissionError } from "./outcome.ts";

/**
 * Writes an outcome as the text that a model reads: JSON when the code ended well, so that it says
 * the same as the structured form; sentences when it didn't, the error first.
 */
export function outcomeText(outcome: Outcome): string {
  if (!outcome.error) return JSON.stringify(outcome);
  return [
    errorText(outcome.error),
    callsText(outcome.calls),
    ...(outcome.logs ? [logsText(outcome.logs)] : []),
  ].join("\n\n");
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
