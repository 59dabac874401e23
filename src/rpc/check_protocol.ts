/**
 * Every message between the server and the process that checks types: one JSON value a line, one request
 * at a time. Imported by both sides. `check_guards.ts` checks what arrives at the server.
 */

/** The first line that the process gets: TypeScript's own declarations, the texts of its files. */
export type Libraries = readonly string[];

/** How a text is read: JavaScript without types says less, and is judged less strictly. */
export type Language = "js" | "ts";

export interface CheckRequest {
  /** The program, without a fence around it. */
  text: string;
  language: Language;
  /** What it can call, in TypeScript. */
  declarations: string;
  /** What its function is called with, as JSON. */
  args?: string;
}

/** The process is hostile from here on: it has read what a stranger wrote. */
export type CheckReply =
  | { type: "checked"; findings: Finding[] }
  /** TypeScript can't make anything of the text, or it nests too deep. */
  | { type: "unreadable"; why: string };

/** A place where the program is certainly wrong. */
export interface Finding {
  /** The name of the rule that found it. */
  rule: string;
  /** The offset in the request's text. */
  start: number;
  message: string;
  /** What to do about it. */
  hint?: string;
  /** The name that is not defined, where that is it. */
  name?: string;
  /** The method whose call is wrong, as the program writes it, e.g. `github.create_issue`. */
  calls?: string;
}

/** The most findings of a reply: people read the first. */
export const MOST_FINDINGS = 20;
/** The longest message and hint, in characters. */
export const FINDING_CHARS = 1_000;
/** The longest name of anything, in characters. */
export const FINDING_NAME_CHARS = 200;
/** What a process says on stderr that judges known programs wrong. */
export const UNFIT = "The check of types judges a known program wrong";
