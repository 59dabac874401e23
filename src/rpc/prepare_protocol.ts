/**
 * Every message between the server and the process that reads programs: one JSON value a line, one
 * request at a time. Imported by both sides. `prepare_guards.ts` checks what arrives at the server.
 */
import type { Language } from "./check_protocol.ts";
import type { Position } from "./positions/position.ts";

export interface PrepareRequest {
  /** The text as it was submitted. */
  source: string;
  /** Globals whose members are methods, e.g. `["memory"]`. */
  namespaces: readonly string[];
  /** The program's function gets one argument from outside, and no namespaces. */
  takesArgs?: true;
}

/** The process is hostile from here on: it has read what a stranger wrote. */
export type PrepareReply =
  | {
    type: "prepared";
    /** Text of an async function in plain JavaScript: the submission. */
    module: string;
    /**
     * Where the parts of `module` come from: three numbers each, sorted by the first: the offset in
     * `module`, the offset in the submitted text (-1 for what was added), and whether it was copied
     * character by character (1) or stands as a whole for that place (0).
     */
    origins: number[];
    /** What of the submitted text is the program, for a check of its types; left out where none is wanted. */
    typed?: TypedText;
    facts: Facts;
    mentions: Mention[];
  }
  | ({ type: "refused"; message: string; hint?: string } & Partial<Position>)
  /** Deno didn't find a package that reading takes. */
  | { type: "missing"; package: "amaro" }
  /** A bug of this server; the process's stderr has the details, for people. */
  | { type: "fault" };

/** A part of the submitted text that TypeScript can read. */
export interface TypedText {
  start: number;
  end: number;
  language: Language;
}

/** A member of a namespace that the program names, e.g. `memory.readGraph`. */
export interface Mention extends Position {
  namespace: string;
  name: string;
  /** The member that is named of it, e.g. `create_issue` in `tools["github"].create_issue`. */
  next?: string;
  /** The texts that its call begins with, e.g. those of `tools.call("github", "create_issue", {})`. */
  texts?: string[];
  /** It is called, or handed to a call, outside of any `try`. */
  called: boolean;
  /** Every such call has a handler for what it rejects with, or may have. */
  handled?: boolean;
  /** It is also called in a `try`. */
  tried?: boolean;
  /** The program also asks whether it is there. */
  guarded: boolean;
  /** It is called on the way that the program takes in any case, outside of conditions, loops and functions. */
  certain?: boolean;
}

/** What the source alone shows of a submission, for hints on how its run ended. */
export interface Facts {
  /** Some way through the program ends in a value. */
  readonly returnsValue: boolean;
  /** A loop awaits a call of the API, or of a function that makes one, in each of its rounds. */
  readonly awaitsInLoop: boolean;
  /** How the program uses what its calls answer, each way once. */
  readonly uses: readonly Use[];
}

/** A property read of what a call answers. */
export interface Use {
  /** E.g. `memory.readGraph`; whether there is such a method is not known. */
  readonly method: string;
  /** E.g. `length`, or `0`; empty where the answer is iterated. */
  readonly property: string;
  /** In the submitted text. */
  readonly line: number;
}

/** The most parts of a module that lead back to places of their own: the server reads them all at once. */
export const MOST_PIECES = 60_000;

/** The most of each in a reply; what a program has beyond that goes unsaid. */
export const MOST_MENTIONS = 1_000;
export const MOST_USES = 200;
/** The most texts that a mention tells of its call. */
export const MOST_TEXTS = 2;
/** The longest names of members, in characters. */
export const NAME_CHARS = 200;
/** The longest message and hint, in characters. */
export const REFUSAL_CHARS = 2_000;
