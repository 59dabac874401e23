import type { Thrown } from "../rpc/protocol.ts";
import { hintFor } from "./hints.ts";
import type { Limits } from "../config.ts";
import type { Api } from "../api/method.ts";
import type { SubmissionError } from "./outcome.ts";
import { explainFindings } from "./findings.ts";
import { innermostPlace, relocate } from "./places.ts";
import type { Prepared, Run } from "./run.ts";

/** What an explanation needs to know besides the run itself. */
export interface Context {
  prepared: Prepared;
  api: Api;
  limits: Limits;
  timeoutMs: number;
  /** What of the answer is kept for others, in characters. */
  reserveChars?: number;
}

/** Says why a run didn't end well, in words that a model can act on; `undefined` when it did. */
export function explain(run: Run, context: Context): SubmissionError | undefined {
  const { ending } = run;
  switch (ending.type) {
    case "done":
    case "stopped":
      return undefined;
    case "throw":
      return explainThrown(ending.error, run, context);
    case "timeout":
      return {
        kind: "timeout",
        message: `The code did not end within ${context.timeoutMs} ms`,
        hint: timeoutHint(run, context),
      };
    case "memory":
      return {
        kind: "memory",
        message: `The code used more than ${context.limits.memoryMb} MiB of memory`,
        hint: "Work on fewer records at a time and keep only what the result needs",
      };
    case "limit":
      return {
        kind: "limit",
        message: ending.message,
        hint: "Split the work over several programs",
      };
    case "type":
      return explainFindings(ending.findings, context);
    case "cancelled":
      return { kind: "cancelled", message: "The client cancelled the request" };
    case "crash":
      return {
        kind: "crash",
        message: `The sandbox ended before the code did: ${ending.message}`,
        hint: run.calls.total === 0 ? "Try again" : "Look at what was called before trying again",
      };
  }
}

function explainThrown(thrown: Thrown, run: Run, { prepared, api }: Context): SubmissionError {
  const position = innermostPlace(thrown.stack ?? "", prepared);
  const refused = thrown.call === undefined ? undefined : run.calls.refused(thrown.call);
  const hint = refused?.remedy ??
    hintFor(thrown, prepared.facts, api, { shapes: run.calls.shapes, line: position?.line });
  return {
    kind: refused?.unavailable
      ? "unavailable"
      : refused
      ? "tool"
      : thrown.load
      ? "syntax"
      : "runtime",
    message: relocate(
      thrown.name === "" ? `The code threw ${thrown.message}` : thrown.message,
      prepared,
    ),
    ...(thrown.name === "" || thrown.name === "Error" ? {} : { name: thrown.name }),
    ...(position ? { ...position, frame: prepared.frame(position) } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(refused ? { call: refused.call } : {}),
  };
}

function timeoutHint(run: Run, { prepared, limits, api }: Context): string {
  const more = `ask for more time with timeout_ms (at most ${limits.maxTimeoutMs})`;
  const starting = api.starting?.() ?? [];
  if (starting.length > 0) {
    return `Still starting: ${
      starting.join(", ")
    }. A first start may download the server: try again, or ${more}`;
  }
  if (run.calls.total > 10 && prepared.facts.awaitsInLoop) {
    return "Calls one after another in a loop are slow: give one call many items, use Promise.all, " +
      `or ${more}`;
  }
  if (run.calls.total === 0) {
    return `It made no call: look for a loop or a promise that never ends, or ${more}`;
  }
  return `Do less in one program, or ${more}`;
}
