import { fileURLToPath } from "node:url";
import { PREPARE_MEMORY_BYTES, PREPARER_START_MS } from "../config.ts";
import type { ChildProgram } from "../process/child_program.ts";
import { LineProcess, type PipedChild } from "../process/lines/line_process.ts";
import { FIND_PACKAGES, SUFFIX } from "../process/source.ts";
import { spawnChild } from "../process/spawn.ts";
import { parsePrepareReply } from "../rpc/prepare_guards.ts";
import {
  PREPARER_READY,
  type PrepareReply,
  type PrepareRequest,
  type PreparerSetup,
} from "../rpc/prepare_protocol.ts";
import { tellPeople } from "../process/tell_people.ts";

/** A text could not be read. */
export class PreparerError extends Error {
  override name = "PreparerError";

  /**
   * @param reason `late` also for a text that used up memory or broke the process; `start` when there was
   * no process
   */
  constructor(readonly reason: "late" | "start", message: string) {
    super(message);
  }
}

/** The process ended by its own will, before it had read anything. */
export class Retired extends Error {}

/** The longest answer to a text, in bytes: its module, and what edits it needed, three numbers each. */
const MAX_REPLY_BYTES = 32 * 2 ** 20;
const STDERR_CHARS = 4_000;

/** Starts the process with its setup, as JSON, for its only argument. */
export type SpawnPreparer = (args: string[]) => PipedChild | Promise<PipedChild>;

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
const ENV = { NO_COLOR: "1" };

const PROGRAM: ChildProgram = {
  role: "preparer",
  entry: "prepare/main",
  packages: ["acorn", "amaro"],
  flags: [
    ...FIND_PACKAGES,
    "--no-remote",
    "--cached-only",
    "--no-lock", // the lock file is the server's: a child would write its own few packages into it
    "--unstable-worker-options",
    "--v8-flags=--disallow-code-generation-from-strings",
    // Its own source, which its worker doesn't have; in `SOURCE`: Deno 2.9 takes no path with a comma.
    `--allow-read=prepare,rpc,process/lines/line_reader${SUFFIX}`,
  ],
  rehearsal: () => {
    const setup: PreparerSetup = { patienceMs: 60_000, memoryBytes: 2 ** 30 };
    const request: PrepareRequest = { source: "enum E { A }", namespaces: [] }; // loads the eraser of types
    const say = JSON.stringify(request);
    return { args: [JSON.stringify(setup)], env: ENV, cwd: SOURCE, say, ready: '"type"' };
  },
};

/** Starts the process. */
export function spawnPreparer(args: string[]): Promise<PipedChild> {
  return spawnChild(PROGRAM, { args, env: ENV, cwd: SOURCE });
}

/** One process that reads programs, seen from the server. */
export class PreparerProcess {
  /** Whether it was still there when we last looked. */
  alive = true;
  /** Resolves with its first line; with `undefined` when it ended before. */
  readonly ready: Promise<string | undefined>;
  /** Resolves when the process has been reaped and its pipes are closed. */
  readonly gone: Promise<void>;
  readonly #process: LineProcess;
  readonly #patienceMs: number;
  /** Takes the next line, or `undefined` at the end of the output. */
  #take: ((line: string | undefined) => void) | undefined;

  /**
   * @param patienceMs the longest time for one text, in milliseconds
   * @throws what `spawn` throws
   */
  static async open(patienceMs: number, spawn: SpawnPreparer): Promise<PreparerProcess> {
    const setup: PreparerSetup = {
      patienceMs: patienceMs * 2, // it ends itself where the server is too busy to kill it
      memoryBytes: PREPARE_MEMORY_BYTES,
    };
    return new PreparerProcess(await spawn([JSON.stringify(setup)]), patienceMs);
  }

  private constructor(child: PipedChild, patienceMs: number) {
    this.#patienceMs = patienceMs;
    this.#process = new LineProcess(child, {
      peer: "preparer",
      maxLineBytes: MAX_REPLY_BYTES,
      onLine: (line) => this.#give(line),
      stderr: { tailChars: STDERR_CHARS },
    });
    this.gone = this.#process.gone;
    this.ready = this.#next(PREPARER_START_MS);
    // A line over the limit ends it, too; and one that has closed its output is of no use.
    this.#process.output.then(() => {
      this.kill();
      this.#give(undefined);
    });
  }

  /**
   * Has one text read.
   *
   * @param signal kills the process when it is aborted
   * @throws {PreparerError} when the process did not start, was late or broke
   * @throws {Retired} when the process ended by its own will
   * @throws {ProtocolError} when it answered nonsense
   */
  async ask(request: PrepareRequest, signal: AbortSignal): Promise<PrepareReply> {
    if (await this.ready !== PREPARER_READY) {
      await this.gone;
      const { stderr } = this.#process;
      throw new PreparerError("start", stderr.trim() || "it ended without a word");
    }
    const kill = () => this.kill();
    signal.addEventListener("abort", kill, { once: true });
    try {
      const next = this.#next(this.#patienceMs);
      this.#process.send(JSON.stringify(request));
      const reply = await next;
      signal.throwIfAborted();
      if (reply === undefined) {
        const { success } = await this.#process.status;
        throw success ? new Retired() : new PreparerError("late", "It took too long");
      }
      return parsePrepareReply(reply, request.source.length, request.namespaces);
    } finally {
      signal.removeEventListener("abort", kill);
      // What it said on stderr is of use to people alone.
      const said = this.#process.takeStderr();
      if (said !== "") tellPeople("the process that reads programs said", said);
    }
  }

  /** Kills the process. */
  kill(): void {
    this.alive = false;
    this.#process.kill();
  }

  /** The next line; `undefined` at the end of the output, which comes after `withinMs` at the latest. */
  #next(withinMs: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.kill(), withinMs);
      this.#take = (line) => {
        clearTimeout(timer);
        this.#take = undefined;
        resolve(line);
      };
      if (!this.alive) this.#take(undefined);
    });
  }

  #give(line: string | undefined): void {
    const take = this.#take;
    // No request is open: what it says is no answer, neither to this text nor to the next.
    if (!take && line !== undefined) this.kill();
    take?.(line);
  }
}
