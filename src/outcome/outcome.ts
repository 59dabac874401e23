import { z } from "zod";

/** Why a submission did not come to a normal end. */
const KINDS = [
  "syntax", // the text is not a program that we run
  "type", // a check of its types found a mistake before anything was written
  "runtime", // the program threw
  "tool", // a call failed and the program did not handle it
  "timeout", // the deadline passed
  "memory", // it used more memory than it may
  "limit", // it went over another limit
  "cancelled", // the client took the request back
  "crash", // the sandbox died for no reason that we know
  "unavailable", // a part of this server is missing: a place in the queue, the memory server
] as const;

const count = z.number().int();

const logEntrySchema = z.object({
  level: z.enum(["log", "info", "warn", "error", "debug"]),
  text: z.string(),
});

const errorSchema = z.object({
  kind: z.enum(KINDS),
  message: z.string(),
  /** The class of what was thrown, e.g. `TypeError`; left out where it is plain `Error`. */
  name: z.string().exactOptional(),
  line: count.exactOptional(),
  column: count.exactOptional(),
  /** At most three lines of the submitted code around the place. */
  frame: z.string().exactOptional(),
  /** Further mistakes, of which the program is to be freed at once. */
  more: z.array(z.object({ line: count, column: count, message: z.string() })).exactOptional(),
  /** What to do about it, in a sentence. */
  hint: z.string().exactOptional(),
  /** The call that failed, with a short form of its arguments. */
  call: z.object({ method: z.string(), argument: z.string().exactOptional() }).exactOptional(),
});

const callsSchema = z.object({
  total: count,
  /** Mutations that were answered well; reported when the submission failed. */
  written: count.exactOptional(),
  /** `written` by method. */
  writtenBy: z.record(z.string(), count).exactOptional(),
  /** Answered with an error: nothing was written. */
  failed: count.exactOptional(),
  /** Mutations that may or may not have been written. */
  unknown: count.exactOptional(),
  /** `unknown` by method. */
  unknownBy: z.record(z.string(), count).exactOptional(),
  /** Never forwarded: nothing was written. */
  dropped: count.exactOptional(),
  /** `total` by method; reported when the submission failed. */
  byMethod: z.record(z.string(), count).exactOptional(),
});

/** What became of a submission, as clients see it. A failure of the submission is a value, never an exception. */
export const outcomeSchema = z.object({
  status: z.enum(["ok", "error"]),
  /** Left out when the code returned nothing. */
  result: z.unknown().exactOptional().describe("What the code returned"),
  logs: z.array(logEntrySchema).exactOptional(),
  error: errorSchema.exactOptional(),
  /** Said of a run that ended well but probably not as meant, e.g. a forgotten `return`. */
  hint: z.string().exactOptional(),
  calls: callsSchema,
  /** Full sizes, in characters, of what was cut. */
  truncated: z.object({ result: count.exactOptional(), logs: count.exactOptional() })
    .exactOptional(),
});

export type Outcome = z.infer<typeof outcomeSchema>;
export type SubmissionError = z.infer<typeof errorSchema>;
export type CallCounts = z.infer<typeof callsSchema>;
export type LogEntry = z.infer<typeof logEntrySchema>;
