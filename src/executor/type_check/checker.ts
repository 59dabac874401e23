import { fileURLToPath } from "node:url";
import {
  CHECK_CHARS,
  CHECK_IDLE_MS,
  CHECK_MEMORY_BYTES,
  CHECK_MS,
  CHECKER_START_MS,
} from "../../config.ts";
import type { ChildProgram } from "../../process/child_program.ts";
import type { PipedChild } from "../../process/lines/line_process.ts";
import { Reader } from "../../process/lines/reader.ts";
import { ReaderError } from "../../process/lines/reader_process.ts";
import type { ReaderSetup } from "../../process/lines/reader_setup.ts";
import { FIND_PACKAGES } from "../../process/source.ts";
import { spawnChild } from "../../process/spawn.ts";
import { tellPeople } from "../../process/tell_people.ts";
import { parseCheckReply } from "../../rpc/check_guards.ts";
import { type CheckRequest, type Finding, UNFIT } from "../../rpc/check_protocol.ts";
import { readLibraries } from "./libraries.ts";

/** What the check of a program's types came to. */
export type Verdict =
  | { readonly type: "checked"; readonly findings: readonly Finding[] }
  | { readonly type: "unchecked"; readonly why: string };

/** Starts the process with its setup, as JSON, for its only argument. */
export type SpawnChecker = (args: string[]) => PipedChild | Promise<PipedChild>;

/** Findings are at most 20, with two texts each. */
const MAX_REPLY_BYTES = 2 ** 20;
/** Programs whose verdict is remembered: a model sends one again that was stopped by something else. */
const REMEMBERED = 64;
/** The longest request that is kept with its verdict, in characters: all of them fill 4 MiB. */
const REMEMBERED_CHARS = 64 * 1024;

const SOURCE = fileURLToPath(new URL("../..", import.meta.url));
const ENV = { NO_COLOR: "1" };
const SETUP: ReaderSetup = { patienceMs: CHECK_MS * 2, memoryBytes: CHECK_MEMORY_BYTES };

export const CHECKER: ChildProgram = {
  role: "checker",
  entry: "check/main",
  packages: ["typescript"],
  flags: [
    ...FIND_PACKAGES,
    "--no-remote",
    "--cached-only",
    "--no-lock", // as the preparer's
    "--unstable-worker-options",
    // The library and a program of 64 KiB take 50 MB; V8 would let four times as much grow.
    "--v8-flags=--disallow-code-generation-from-strings,--max-old-space-size=64,--max-semi-space-size=2",
    "--allow-read=check,rpc,process/lines",
  ],
  rehearsal: async () => ({
    args: [JSON.stringify(SETUP)],
    env: ENV,
    cwd: SOURCE,
    say: JSON.stringify(await readLibraries()),
    ready: "ready",
  }),
};

/** Starts the process. */
export function spawnChecker(args: string[]): Promise<PipedChild> {
  return spawnChild(CHECKER, { args, env: ENV, cwd: SOURCE });
}

/**
 * Has the types of programs checked by a process of its own, which is there while programs come. It is a
 * help and no wall: a program that it cannot check runs.
 */
export class Checker implements AsyncDisposable {
  readonly #reader: Reader;
  readonly #idleMs: number;
  readonly #verdicts = new Map<string, Verdict>();
  readonly #closing = new AbortController();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #ahead: ReturnType<typeof setTimeout> | undefined;
  /** Why there is no check any more. */
  #off: string | undefined;
  #told = false;

  /**
   * @param spawn starts the process
   * @param idleMs after so many milliseconds without a program the process ends
   */
  constructor(spawn: SpawnChecker = spawnChecker, idleMs: number = CHECK_IDLE_MS) {
    this.#idleMs = idleMs;
    this.#reader = new Reader({
      peer: "checker",
      called: "the process that checks types",
      startMs: CHECKER_START_MS,
      patienceMs: CHECK_MS,
      maxReplyBytes: MAX_REPLY_BYTES,
      spawn: () => spawn([JSON.stringify(SETUP)]),
      first: async () => JSON.stringify(await readLibraries()),
    });
  }

  /** Starts the process after a moment, so that the next program doesn't wait for it. */
  warmIn(afterMs: number): void {
    if (this.#off !== undefined || this.#closing.signal.aborted) return;
    clearTimeout(this.#ahead);
    this.#ahead = setTimeout(() => {
      this.#reader.warm();
      this.#stay();
    }, afterMs);
    Deno.unrefTimer(this.#ahead);
  }

  /** Ends the process once no program has come for long enough. */
  #stay(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#reader.rest(), this.#idleMs);
    Deno.unrefTimer(this.#idle);
  }

  /**
   * Checks a program. Never rejects.
   *
   * @param ended aborted when the verdict is of no use any more: what has not begun is left out then
   */
  async check(request: CheckRequest, ended?: AbortSignal): Promise<Verdict> {
    if (this.#off !== undefined) return unchecked(this.#off);
    if (request.text.length > CHECK_CHARS) return unchecked("it is too long");
    const line = JSON.stringify(request);
    const known = this.#verdicts.get(line);
    if (known) return known;
    clearTimeout(this.#idle);
    clearTimeout(this.#ahead);
    try {
      const read = (reply: string) => parseCheckReply(reply, request.text.length);
      const wanted = () => {
        if (ended?.aborted) throw new NotWanted();
        return line;
      };
      const reply = await this.#reader.read(wanted, read, this.#closing.signal);
      if (reply.type === "unreadable") return unchecked(reply.why);
      this.#remember(line, reply);
      return reply;
    } catch (error) {
      if (this.#closing.signal.aborted) return unchecked("the server is shutting down");
      if (error instanceof NotWanted) return unchecked("the program has ended");
      const verdict = unchecked(this.#explain(error));
      // Sent again, it would keep all others waiting once more.
      if (error instanceof ReaderError && error.reason === "late") this.#remember(line, verdict);
      return verdict;
    } finally {
      this.#stay();
    }
  }

  #explain(error: unknown): string {
    if (!(error instanceof ReaderError)) throw error;
    if (error.reason === "late") return "it takes too long";
    if (error.message.includes(UNFIT)) this.#off = "the checker fails its self-test";
    if (!this.#told) {
      tellPeople("programs are run unchecked: the checker did not start", error.message);
    }
    this.#told = true;
    return this.#off ?? "the checker did not start";
  }

  #remember(line: string, verdict: Verdict): void {
    if (line.length > REMEMBERED_CHARS) return;
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size >= REMEMBERED) this.#verdicts.delete(oldest!);
    this.#verdicts.set(line, verdict);
  }

  /** Ends the process; a check that is under way is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    clearTimeout(this.#ahead);
    this.#closing.abort();
    await this.#reader[Symbol.asyncDispose]();
  }
}

/** The program has ended before its turn came. */
class NotWanted extends Error {}

function unchecked(why: string): Verdict {
  return { type: "unchecked", why };
}
