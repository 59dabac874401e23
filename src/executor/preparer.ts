import { fileURLToPath } from "node:url";
import { PREPARE_MEMORY_BYTES, PREPARER_START_MS } from "../config.ts";
import type { ChildProgram } from "../process/child_program.ts";
import type { PipedChild } from "../process/lines/line_process.ts";
import { Reader } from "../process/lines/reader.ts";
import type { ReaderSetup } from "../process/lines/reader_setup.ts";
import { FIND_PACKAGES } from "../process/source.ts";
import { spawnChild } from "../process/spawn.ts";
import { parsePrepareReply } from "../rpc/prepare_guards.ts";
import type { PrepareReply, PrepareRequest } from "../rpc/prepare_protocol.ts";

/** The longest answer to a text, in bytes: its module, and what edits it needed, three numbers each. */
const MAX_REPLY_BYTES = 32 * 2 ** 20;

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
    "--allow-read=prepare,rpc,process/lines",
  ],
  rehearsal: () => {
    const setup: ReaderSetup = { patienceMs: 60_000, memoryBytes: 2 ** 30 };
    const request: PrepareRequest = { source: "enum E { A }", namespaces: [] }; // loads the eraser of types
    const say = JSON.stringify(request);
    return { args: [JSON.stringify(setup)], env: ENV, cwd: SOURCE, say, ready: '"type"' };
  },
};

/** Starts the process. */
export function spawnPreparer(args: string[]): Promise<PipedChild> {
  return spawnChild(PROGRAM, { args, env: ENV, cwd: SOURCE });
}

/** Has programs read, by a process of its own. */
export class Preparer implements AsyncDisposable {
  readonly #reader: Reader;

  /**
   * @param prepareMs the longest time for one text, in milliseconds
   * @param spawn starts the process
   */
  constructor(prepareMs: number, spawn: SpawnPreparer = spawnPreparer) {
    const setup: ReaderSetup = {
      patienceMs: prepareMs * 2, // it ends itself where the server is too busy to kill it
      memoryBytes: PREPARE_MEMORY_BYTES,
    };
    this.#reader = new Reader({
      peer: "preparer",
      called: "the process that reads programs",
      startMs: PREPARER_START_MS,
      patienceMs: prepareMs,
      maxReplyBytes: MAX_REPLY_BYTES,
      spawn: () => spawn([JSON.stringify(setup)]),
    });
  }

  /** Starts the process, so that the first text doesn't wait for it. */
  warm(): void {
    this.#reader.warm();
  }

  /**
   * @param signal aborted when the answer is no longer needed
   * @throws {ReaderError} that says why the text could not be read
   */
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareReply> {
    const { source, namespaces } = request;
    const read = (reply: string) => parsePrepareReply(reply, source.length, namespaces);
    return this.#reader.read(() => JSON.stringify(request), read, signal);
  }

  /** Ends the process; a text that is being read is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
  }
}
