import { tellPeople } from "../tell_people.ts";
import { LineProcess, type PipedChild } from "./line_process.ts";
import { READY, STARTED } from "./reader_setup.ts";

/** A text could not be read. */
export class ReaderError extends Error {
  override name = "ReaderError";

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

export interface ReaderProcessOptions {
  /** What a trace calls it. */
  readonly peer: string;
  /** What people call it: "the process that reads programs". */
  readonly called: string;
  /** The longest time from its start to "ready", in milliseconds. */
  readonly startMs: number;
  /** The longest time for one text, in milliseconds. */
  readonly patienceMs: number;
  /** The longest answer, in bytes. */
  readonly maxReplyBytes: number;
  /** What it is sent first, before it is ready. */
  readonly first?: string;
}

const STDERR_CHARS = 4_000;

/** One process that reads strangers' texts, seen from the server: a line for each, and a line back. */
export class ReaderProcess {
  /** Whether it was still there when we last looked. */
  alive = true;
  /** Resolves with its first line; with `undefined` when it ended before. */
  readonly ready: Promise<string | undefined>;
  /** Resolves when the process has been reaped and its pipes are closed. */
  readonly gone: Promise<void>;
  readonly #process: LineProcess;
  readonly #options: ReaderProcessOptions;
  /** Takes the next line, or `undefined` at the end of the output. */
  #take: ((line: string | undefined) => void) | undefined;

  constructor(child: PipedChild, options: ReaderProcessOptions) {
    const { peer, maxReplyBytes, startMs, first } = options;
    this.#options = options;
    this.#process = new LineProcess(child, {
      peer,
      maxLineBytes: maxReplyBytes,
      onLine: (line) => {
        if (line !== STARTED) this.#give(line);
      },
      stderr: { tailChars: STDERR_CHARS },
    });
    this.gone = this.#process.gone;
    this.ready = this.#next(startMs);
    if (first !== undefined) this.#process.send(first);
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
   * @throws {ReaderError} when the process did not start, was late or broke
   * @throws {Retired} when the process ended by its own will
   */
  async ask(request: string, signal: AbortSignal): Promise<string> {
    if (await this.ready !== READY) {
      await this.gone;
      const { stderr } = this.#process;
      throw new ReaderError("start", stderr.trim() || "it ended without a word");
    }
    const kill = () => this.kill();
    signal.addEventListener("abort", kill, { once: true });
    try {
      const next = this.#next(this.#options.patienceMs);
      this.#process.send(request);
      const reply = await next;
      signal.throwIfAborted();
      if (reply !== undefined) return reply;
      const { success } = await this.#process.status;
      throw success ? new Retired() : new ReaderError("late", "It took too long");
    } finally {
      signal.removeEventListener("abort", kill);
      // What it said on stderr is of use to people alone.
      const said = this.#process.takeStderr();
      if (said !== "") tellPeople(`${this.#options.called} said`, said);
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
