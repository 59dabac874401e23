import type { Problem } from "./problem.ts";

/** A server of a config, as plain data. */
export interface ServerEntry {
  readonly name: string;
  /** The person turned it off: nothing is known of how it starts. */
  readonly disabled: boolean;
  /** The first reason why it cannot be started; absent when it can. */
  readonly fault?: Problem;
  /** How it is started; absent for remote servers, disabled ones, and where a fault leaves it open. */
  readonly launch?: Launch;
  /** Where it listens, for servers that are not started by us. */
  readonly remote?: Remote;
  /** Longest time that a call may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** What it is for, in the user's words. */
  readonly description?: string;
  /** Which calls of tools that write may run beside others: all, or tools by patterns of their names. */
  readonly parallel?: true | readonly string[];
  /** How long it may stand idle before it is stopped, in minutes. */
  readonly idleMinutes?: number;
  /** Values that are not to be shown: of its environment, its headers, of variables and arguments. */
  readonly secrets: readonly string[];
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** What the entry and its `envFile` set, without what the server inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly cwd?: string;
}

export interface Remote {
  readonly type: "http" | "sse";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
