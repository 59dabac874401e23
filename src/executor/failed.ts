import type { SubmissionError } from "../outcome/outcome.ts";
import type { Execution } from "./executor.ts";

export const CANCELLED: SubmissionError = {
  kind: "cancelled",
  message: "The client cancelled the request",
};

export const NO_SANDBOX: SubmissionError = {
  kind: "unavailable",
  message: "The process for the program did not start",
  hint: "Try again; if it stays, tell the user: this server's stderr says why",
};

/** The end of a submission that never ran. */
export function failed(error: SubmissionError, startedAt: number): Execution {
  return {
    outcome: { status: "error", error, calls: { total: 0 } },
    byMethod: {},
    timing: { totalMs: performance.now() - startedAt, sandboxMs: 0, upstreamMs: 0 },
  };
}
