import { tellPeople } from "../tell_people.ts";
import type { PipedChild } from "./line_process.ts";
import {
  ReaderError,
  ReaderProcess,
  type ReaderProcessOptions,
  Retired,
} from "./reader_process.ts";

/** Reads an answer; what it throws means that the answer is nonsense. */
export type ReadReply<Reply> = (reply: string) => Reply;

export interface ReaderOptions extends Omit<ReaderProcessOptions, "first"> {
  /** Starts the process. */
  readonly spawn: () => PipedChild | Promise<PipedChild>;
  /** What it is sent first, before it is ready. */
  readonly first?: () => Promise<string>;
}

/**
 * Has strangers' texts read by a process of its own, one after another. A process that is late, that used
 * up its memory or that answers nonsense is killed and replaced.
 */
export class Reader implements AsyncDisposable {
  readonly #options: ReaderOptions;
  #process: Promise<ReaderProcess> | undefined;
  /** Started while a text is slow, so that the next one doesn't wait for a start as well. */
  #successor: Promise<ReaderProcess> | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Processes that run, or that have been killed and are not gone yet. */
  #ending = new Set<Promise<unknown>>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Starts the process, so that the first text doesn't wait for it; who asks for it hears of a failure. */
  warm(): void {
    this.#start().catch((error) => {
      if (this.#closed) return;
      tellPeople(`${this.#options.called} cannot be started`, String(error));
    });
  }

  /** Ends the process when no text is being read; the next text starts another. */
  rest(): void {
    this.#tail = this.#tail.then(async () => {
      const process = await this.#process?.catch(() => undefined); // it never was
      process?.kill();
      this.#process = undefined;
    });
  }

  #start(): Promise<ReaderProcess> {
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

  async #open(): Promise<ReaderProcess> {
    const closed = () => new ReaderError("start", "The server is shutting down");
    if (this.#closed) throw closed();
    const { spawn, first: makeFirst, ...options } = this.#options;
    const [child, first] = await Promise.all([spawn(), makeFirst?.()]);
    const process = new ReaderProcess(child, first === undefined ? options : { ...options, first });
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
   * Has a text read.
   *
   * @param request a line, made when its turn has come; what that throws is thrown
   * @param read makes a reply of the line that answers it
   * @param signal aborted when the answer is no longer needed
   * @throws {ReaderError} that says why the text could not be read
   */
  read<Reply>(request: () => string, read: ReadReply<Reply>, signal: AbortSignal): Promise<Reply> {
    const reply = this.#tail.then(() => this.#ask(request(), read, signal));
    this.#tail = reply.catch(() => {}); // the next text is not to blame
    return reply;
  }

  async #ask<Reply>(
    request: string,
    read: ReadReply<Reply>,
    signal: AbortSignal,
    mayRetry = true,
  ): Promise<Reply> {
    signal.throwIfAborted();
    let process: ReaderProcess;
    try {
      process = await this.#start();
    } catch (error) {
      throw error instanceof ReaderError ? error : new ReaderError("start", String(error));
    }
    let slow: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    process.ready.then(() => {
      if (!isOver) slow = setTimeout(() => this.#lookAhead(), this.#options.patienceMs / 2);
    });
    try {
      const reply = await process.ask(request, signal);
      try {
        return read(reply);
      } catch (error) {
        throw new ReaderError("late", (error as Error).message);
      }
    } catch (error) {
      process.kill();
      // One that a text has left too large for the next ends just when it is asked.
      if (error instanceof Retired && mayRetry) {
        return await this.#ask(request, read, signal, false);
      }
      const told = error instanceof Retired ? new ReaderError("late", error.message) : error;
      // Its successor starts while the answer is on its way.
      if (told instanceof ReaderError && told.reason === "late" && !this.#closed) this.warm();
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
