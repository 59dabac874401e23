import type { Execution } from "../../executor/executor.ts";
import { plainLine } from "../../api/types/plain_line.ts";
import type { LogEntry, Outcome, SubmissionError } from "../../outcome/outcome.ts";
import { dryRunText, effectText, errorHead } from "../../outcome/text.ts";
import { changesText } from "../../outcome/tried.ts";
import type { Paint } from "./paint.ts";
import { visible } from "./visible.ts";

/**
 * What `run` prints on stderr: the logs, what went wrong, what was called and how long it took.
 *
 * @param summary whether to print calls and time also when all went well
 */
export function report(
  { outcome, byMethod, timing }: Execution,
  paint: Paint,
  summary: boolean,
): string {
  const lines = (outcome.logs ?? []).map((entry) => logLine(entry, paint));
  if (outcome.error) lines.push(...errorLines(outcome.error, paint), effectText(outcome));
  lines.push(...changeLines(outcome, paint));
  if (outcome.hint) lines.push(`${paint.yellow("Hint:")} ${outcome.hint}`);
  if (outcome.truncated) {
    for (const [what, size] of Object.entries(outcome.truncated)) {
      lines.push(
        paint.yellow(`The ${what === "logs" ? "logs were" : "result was"} cut: ${size} characters`),
      );
    }
  }
  if (summary && !outcome.error) lines.push(...callTable(byMethod, paint));
  if (summary) lines.push(paint.dim(timeLine(timing)));
  return lines.join("\n");
}

function logLine({ level, text }: LogEntry, paint: Paint): string {
  switch (level) {
    case "error":
      return paint.red(text);
    case "warn":
      return paint.yellow(text);
    case "debug":
      return paint.dim(text);
    case "log":
    case "info":
      return text;
  }
}

/** What was changed, or would be, as a difference. */
function changeLines(outcome: Outcome, paint: Paint): string[] {
  const { changes, planned = [], calls, error, dryRun } = outcome;
  if (error || !(dryRun || changes)) return [];
  const { plan: _, ...shown } = outcome; // which is for programs
  const head = dryRunText(shown) ?? `Written: ${changesText(changes!)}.`;
  const more = changes?.more === undefined ? [] : [`  and ${changes.more} more`];
  return [
    paint.bold(head),
    ...(changes?.lines ?? []).map((line) => paint[COLORS[line[0]!] ?? "dim"](`  ${line}`)),
    ...more,
    ...planned.map(({ method, argument = "" }) => `  ${plainLine(`${method}(${argument})`, 120)}`),
    ...(calls.planned ?? 0) > planned.length
      ? [`  and ${calls.planned! - planned.length} more`]
      : [],
  ];
}

const COLORS: Readonly<Record<string, keyof Paint>> = { "-": "red", "+": "green", "~": "yellow" };

function errorLines(error: SubmissionError, paint: Paint): string[] {
  const { call, frame, more = [], hint } = error;
  return [
    paint.red(paint.bold(errorHead(error))) + `: ${error.message}`,
    ...(call ? [`In the call ${paint.bold(call.method)}(${call.argument ?? ""})`] : []),
    ...(frame ? frame.split("\n").map((line) => frameLine(line, paint)) : []),
    ...more.map(({ line, message }) => `Line ${line}: ${message}`),
    ...(hint ? [`${paint.yellow("Hint:")} ${hint}`] : []),
  ];
}

/** Numbers are dim, the caret is red, the code is as it is. */
function frameLine(line: string, paint: Paint): string {
  if (/^\s*\^\s*$/.test(line)) return paint.red(line);
  const [, number, code] = /^(\s*\d+ \| ?)(.*)$/.exec(line) ?? [];
  return number === undefined ? line : paint.dim(number) + code;
}

function callTable(byMethod: Record<string, number>, paint: Paint): string[] {
  // Programs make up names.
  const rows = Object.entries(byMethod).map(([name, count]) => [visible(name), count] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, count]) => String(count).length));
  return rows.map(([name, count]) => {
    return `${paint.dim(name.padEnd(width))}  ${String(count).padStart(digits)}`;
  });
}

function timeLine({ totalMs, sandboxMs, upstreamMs }: Execution["timing"]): string {
  const ms = (value: number) => `${Math.round(value)} ms`;
  return `${ms(totalMs)}; the program ran ${ms(sandboxMs)}, ${
    ms(upstreamMs)
  } of it waiting for calls`;
}
