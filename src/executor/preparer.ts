import { fileURLToPath } from "node:url";
import { Killer } from "../process/killer.ts";
import { FIND_PACKAGES, SUFFIX } from "../process/source.ts";
import { spawnChild } from "../process/spawn.ts";
import { PREPARE_MEMORY_BYTES, PREPARER_START_MS } from "../config.ts";
import { LineReader } from "../process/line_reader.ts";
import { PipeReader } from "../process/pipe_reader.ts";
import { ProtocolError } from "../rpc/guards.ts";
import { parsePrepareReply } from "../rpc/prepare_guards.ts";
import {
  PREPARER_READY,
  type PrepareReply,
  type PrepareRequest,
  type PreparerSetup,
} from "../rpc/prepare_protocol.ts";

import { tellPeople } from "../tell_people.ts";

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

/** The longest answer to a text, in bytes: its module, and what edits it needed, three numbers each. */
const MAX_REPLY_BYTES = 32 * 2 ** 20;
const STDERR_CHARS = 4_000;

/** The process as `Preparer` uses it. */
export type PreparerChild = Pick<
  Deno.ChildProcess,
  "stdin" | "stdout" | "stderr" | "status" | "kill"
>;

/** Starts the process with its setup, as JSON, for its only argument. */
export type SpawnPreparer = (args: string[]) => PreparerChild | Promise<PreparerChild>;

/** Its permissions: reading its own source, which its worker doesn't have. */
export function spawnPreparer(args: string[]): Promise<PreparerChild> {
  return spawnChild("preparer", {
    flags: [
      ...FIND_PACKAGES,
      "--no-remote",
      "--cached-only",
      "--no-lock", // the lock file is the server's: a child would write its own few packages into it
      "--unstable-worker-options",
      "--v8-flags=--disallow-code-generation-from-strings",
      `--allow-read=prepare,positions,rpc,process/line_reader${SUFFIX}`, // in `SOURCE`: Deno 2.9 takes no path with a comma
    ],
    args,
    env: { NO_COLOR: "1" },
    cwd: SOURCE,
  });
}

const SOURCE = fileURLToPath(new URL("..", import.meta.url));

/**
 * Has texts read by a process of its own, one after another. A process that is late, that used up its
 * memory or that answers nonsense is killed and replaced.
 */
export class Preparer implements AsyncDisposable {
  #spawn: SpawnPreparer;
  #process: Promise<PreparerProcess> | undefined;
  /** Started while a text is slow, so that the next one doesn't wait for a start as well. */
  #successor: Promise<PreparerProcess> | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Processes that run, or that have been killed and are not gone yet. */
  #ending = new Set<Promise<unknown>>();

  /**
   * @param prepareMs the longest time for one text, in milliseconds
   * @param spawn starts the process
   */
  constructor(readonly prepareMs: number, spawn: SpawnPreparer = spawnPreparer) {
    this.#spawn = spawn;
  }

  /** Starts the process, so that the first text doesn't wait for it; who asks for it hears of a failure. */
  warm(): void {
    this.#start().catch((error) => {
      if (this.#closed) return;
      tellPeople("the process that reads programs can't be started", String(error));
    });
  }

  #start(): Promise<PreparerProcess> {
    const successor = this.#successor ?? Promise.reject();
    const next = () => {
      this.#successor = undefined;
      return successor.then(
        (process) => process.alive ? process : this.#open(),
        () => this.#open(),
      );
    };
    successor.catch(() => {}); // who needs it tries again, and hears why
    return this.#process = (this.#process ?? Promise.reject()).then(
      (process) => process.alive ? process : next(),
      next,
    );
  }

  async #open(): Promise<PreparerProcess> {
    if (this.#closed) throw new PreparerError("start", "The server is shutting down");
    const process = await PreparerProcess.open(this.prepareMs, this.#spawn);
    this.#ending.add(process.gone);
    process.gone.then(() => this.#ending.delete(process.gone));
    if (this.#closed) process.kill();
    return process;
  }

  /** Starts the successor of a process that will probably be late. */
  #lookAhead(): void {
    this.#successor ??= this.#open();
    this.#successor.catch(() => this.#successor = undefined);
  }

  /**
   * @param signal aborted when nobody needs the answer any more
   * @throws {PreparerError} that says why the text could not be read
   */
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareReply> {
    const reply = this.#tail.then(() => this.#ask(request, signal));
    this.#tail = reply.catch(() => {}); // the next text is not to blame
    return reply;
  }

  async #ask(
    request: PrepareRequest,
    signal: AbortSignal,
    mayRetry = true,
  ): Promise<PrepareReply> {
    signal.throwIfAborted();
    let process: PreparerProcess;
    try {
      process = await this.#start();
    } catch (error) {
      throw error instanceof PreparerError ? error : new PreparerError("start", String(error));
    }
    let slow: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    process.ready.then(() => {
      if (!isOver) slow = setTimeout(() => this.#lookAhead(), this.prepareMs / 2);
    });
    try {
      return await process.ask(request, signal);
    } catch (error) {
      process.kill();
      // One that a text has left too large for the next ends just when it is asked.
      if (error instanceof Retired && mayRetry) return await this.#ask(request, signal, false);
      const isFault = error instanceof Retired || error instanceof ProtocolError;
      const told = isFault ? new PreparerError("late", error.message) : error;
      // Its successor starts while the answer is on its way.
      if (told instanceof PreparerError && told.reason === "late" && !this.#closed) this.warm();
      throw told;
    } finally {
      isOver = true;
      clearTimeout(slow);
      // It was not late after all: one process is enough.
      if (process.alive) {
        this.#successor?.then((successor) => successor.kill(), () => {});
        this.#successor = undefined;
      }
    }
  }

  /** Ends the process; a text that is being read is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const process of [this.#process, this.#successor]) {
      await process?.then((process) => process.kill(), () => {}); // it never was
    }
    await Promise.all(this.#ending);
    await this.#tail;
  }
}

/** The process ended by its own will, before it had read anything. */
class Retired extends Error {}

class PreparerProcess {
  /** Whether it was still there when we last looked. */
  alive = true;
  #child: PreparerChild;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #killer: Killer;
  /** Resolves with its first line; with `undefined` when it ended before. */
  readonly ready: Promise<string | undefined>;
  /** Takes the next line, or `undefined` at the end of the output. */
  #take: ((line: string | undefined) => void) | undefined;
  /** Resolves when the process has been reaped and its pipes are closed. */
  readonly gone: Promise<void>;
  #status: Promise<Deno.CommandStatus>;
  #patienceMs: number;
  #stderr = "";

  /** @throws what `spawn` throws */
  static async open(patienceMs: number, spawn: SpawnPreparer): Promise<PreparerProcess> {
    const setup: PreparerSetup = {
      patienceMs: patienceMs * 2, // it ends itself where the server is too busy to kill it
      memoryBytes: PREPARE_MEMORY_BYTES,
    };
    return new PreparerProcess(await spawn([JSON.stringify(setup)]), patienceMs);
  }

  private constructor(child: PreparerChild, patienceMs: number) {
    this.#child = child;
    this.#patienceMs = patienceMs;
    this.#writer = this.#child.stdin.getWriter();
    this.#killer = new Killer(this.#child, this.#writer);
    this.#writer.closed.catch(() => {}); // the end of its output tells of that
    this.ready = this.#next(PREPARER_START_MS);
    const lines = new LineReader(MAX_REPLY_BYTES);
    const decoder = new TextDecoder();
    const output = new PipeReader(this.#child.stdout).read((chunk) => {
      this.#killer.heard();
      for (const line of lines.push(chunk)?.split("\n") ?? []) this.#give(line);
    });
    const errors = new PipeReader(this.#child.stderr).read((chunk) => {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_CHARS);
    });
    const over = () => {
      this.alive = false;
      this.kill(); // one that has closed its output is of no use
      this.#give(undefined);
    };
    this.#status = this.#child.status;
    this.gone = Promise.all([
      output.then(over, over), // a line over the limit ends it too
      errors.catch(() => {}), // a pipe that broke says nothing
      this.#status,
    ]).then(() => this.kill()); // there is nobody left to write to
  }

  async ask(request: PrepareRequest, signal: AbortSignal): Promise<PrepareReply> {
    if (await this.ready !== PREPARER_READY) {
      await this.gone;
      throw new PreparerError("start", this.#stderr.trim() || "it ended without a word");
    }
    const kill = () => this.kill();
    signal.addEventListener("abort", kill, { once: true });
    try {
      const next = this.#next(this.#patienceMs);
      const line = JSON.stringify(request) + "\n";
      this.#writer.write(new TextEncoder().encode(line)).catch(() => {}); // see `closed`
      const reply = await next;
      signal.throwIfAborted();
      if (reply === undefined) {
        const { success } = await this.#status;
        throw success ? new Retired() : new PreparerError("late", "It took too long");
      }
      return parsePrepareReply(reply, request.source.length, request.namespaces);
    } finally {
      signal.removeEventListener("abort", kill);
      this.#tellPeople();
    }
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
    // Nobody has asked: what it says is no answer, neither to this text nor to the next.
    if (!take && line !== undefined) this.kill();
    take?.(line);
  }

  /** What it said on stderr is of use to people alone. */
  #tellPeople(): void {
    const said = this.#stderr;
    this.#stderr = "";
    if (said !== "") tellPeople("the process that reads programs said", said);
  }

  kill(): void {
    this.alive = false;
    this.#killer.kill();
  }
}
