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
  "conflict", // others changed the memory meanwhile, and nothing was written
] as const;

/** Without the bounds of safe integers, which zod writes into the schema: to clients they are noise. */
const count = z.int().nonnegative().meta({ maximum: undefined });

/**
 * What JSON has: a schema that allows anything is one that clients warn of, and so is a list of types, which
 * zod would make of branches that say nothing else.
 */
const JSON_TYPES = [
  { type: "object", additionalProperties: true },
  ...["array", "string", "number", "boolean", "null"].map((type) => ({ type })),
];

const logEntrySchema = z.object({
  level: z.enum(["log", "info", "warn", "error", "debug"]),
  text: z.string(),
});

/** A call: the method, and a short form of its arguments. */
const callSchema = z.object({ method: z.string(), argument: z.string().exactOptional() });

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
  call: callSchema.exactOptional(),
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
  /** Not made by a dry run, which lists them in `planned`: their servers cannot be copied. */
  planned: count.exactOptional(),
  /** `total` by method; reported when the submission failed. */
  byMethod: z.record(z.string(), count).exactOptional(),
});

/** How many of a kind; what is none is left out. */
const changedSchema = z.object({
  created: count.exactOptional(),
  added: count.exactOptional(),
  changed: count.exactOptional(),
  deleted: count.exactOptional(),
});

/** What a program has changed of the memory, or would have. */
const changesSchema = z.object({
  entities: changedSchema.exactOptional(),
  observations: changedSchema.exactOptional(),
  relations: changedSchema.exactOptional(),
  /** Lines of the file that hold neither an entity nor a relation: the memory server leaves them out. */
  otherLines: changedSchema.exactOptional(),
  /** One for each entity and relation, deletions first. */
  lines: z.array(z.string()),
  /** How many more there are. */
  more: count.exactOptional(),
});

/** Where a dry run ended, since the program uses an answer that is not known. */
const stoppedSchema = z.object({
  line: count.exactOptional(),
  column: count.exactOptional(),
  frame: z.string().exactOptional(),
  /** The call whose answer it is. */
  call: callSchema,
});

/** What became of a submission, as clients see it. A failure of the submission is a value, never an exception. */
export const outcomeSchema = z.object({
  status: z.enum(["ok", "error"]),
  /** Said of a dry run: nothing was written. */
  dryRun: z.literal(true).exactOptional(),
  /** Of an atomic program, and of a plan: whether all that it changed was written, or nothing. */
  committed: z.boolean().exactOptional(),
  changes: changesSchema.exactOptional(),
  /** What `apply` takes to write exactly these changes. */
  plan: z.string().exactOptional(),
  /** The first calls that a dry run did not make. */
  planned: z.array(callSchema).exactOptional(),
  stopped: stoppedSchema.exactOptional(),
  /** Left out when the code returned nothing. */
  result: z.unknown().exactOptional().meta({
    anyOf: JSON_TYPES,
    description: "What the code returned",
  }),
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
export type Changes = z.infer<typeof changesSchema>;
export type LogEntry = z.infer<typeof logEntrySchema>;
