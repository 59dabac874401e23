import type { Position } from "../rpc/positions/position.ts";
import type { Finding, Language } from "../rpc/check_protocol.ts";
import type { Facts, Mention } from "../rpc/prepare_protocol.ts";
import type { Thrown } from "../rpc/protocol.ts";
import type { CallTally } from "./call_tally.ts";
import type { Logs } from "./logs.ts";

/** How a run came to its end. */
export type Ending =
  | { type: "done"; result?: string; size?: number; gaps?: true; late?: number }
  | { type: "throw"; error: Thrown }
  /** The code used the answer of a call that a dry run does not make, whose id is `call`. */
  | { type: "stopped"; call: number; stack: string }
  | { type: "timeout" }
  | { type: "cancelled" }
  | { type: "memory" }
  | { type: "limit"; message: string }
  /** A check of its types has found mistakes before anything was written. */
  | { type: "type"; findings: readonly Finding[] }
  | { type: "crash"; message: string };

/** What is left of a run when it is over. */
export interface Run {
  ending: Ending;
  calls: CallTally;
  logs: Logs;
  /** From the start of the code to its end, in milliseconds. */
  elapsedMs: number;
  /** Milliseconds of that in which at least one call was open. */
  upstreamMs: number;
}

/** A submission that is ready to run. */
export interface Prepared {
  /** Text of an async function in plain JavaScript: the submission. */
  readonly module: string;
  readonly facts: Facts;
  /** What it names of what it can call. */
  readonly mentions: readonly Mention[];
  /**
   * @param line of the module, from 1, as V8's stack frames count
   * @param column of that line, from 1
   * @returns the place in the submitted text; `undefined` where the module is our own code
   */
  locate(line: number, column: number): Position | undefined;
  /** What of the submitted text is the program, for a check of its types; `undefined` where none is wanted. */
  readonly typed?: { readonly text: string; readonly language: Language };
  /** @returns the place of an offset in `typed.text` */
  place(offset: number): Position;
  /** @returns at most three lines that show a place of the submitted text */
  frame(position: Position): string;
}
