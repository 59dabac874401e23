import type { Position } from "../positions/position.ts";
import type { LogEntry } from "../rpc/protocol.ts";

export type { LogEntry };

/** Why a submission did not come to a normal end. */
export type ErrorKind =
  | "syntax" // the text is not a program that we run
  | "runtime" // the program threw
  | "tool" // a call failed and the program did not handle it
  | "timeout" // the deadline passed
  | "memory" // it used more memory than it may
  | "limit" // it went over another limit
  | "cancelled" // the client took the request back
  | "crash" // the sandbox died for no reason that we know
  | "unavailable"; // a part of ours could not be had: the queue, the memory server

export interface SubmissionError extends Partial<Position> {
  kind: ErrorKind;
  message: string;
  /** The class of what was thrown, e.g. `TypeError`; left out where it is plain `Error`. */
  name?: string;
  /** At most three lines of the submitted code around the place. */
  frame?: string;
  /** What to do about it, in a sentence. */
  hint?: string;
  /** The call that failed, with a short form of its arguments. */
  call?: { method: string; argument?: string };
}

export interface CallCounts {
  total: number;
  /** Mutations that were answered well; told when the submission failed. */
  written?: number;
  /** Answered with an error: nothing was written. */
  failed?: number;
  /** Mutations that may or may not have been written. */
  unknown?: number;
  /** Never forwarded: nothing was written. */
  dropped?: number;
  /** `total` by method; told when the submission failed. */
  byMethod?: Record<string, number>;
}

/** What became of a submission. A failure of the submission is a value, never an exception. */
export interface Outcome {
  status: "ok" | "error";
  /** The JSON value that the code returned; left out when it returned nothing. */
  result?: unknown;
  logs?: LogEntry[];
  error?: SubmissionError;
  /** Said of a run that ended well but probably not as meant, e.g. a forgotten `return`. */
  hint?: string;
  calls: CallCounts;
  /** Full sizes, in characters, of what was cut. */
  truncated?: { result?: number; logs?: number };
}
