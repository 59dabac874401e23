import { tellPeople } from "../process/tell_people.ts";
import { ProtocolError } from "../rpc/guards.ts";
import type { PrepareReply, PrepareRequest } from "../rpc/prepare_protocol.ts";
import {
  PreparerError,
  PreparerProcess,
  Retired,
  type SpawnPreparer,
  spawnPreparer,
} from "./preparer_process.ts";

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
      tellPeople("the process that reads programs cannot be started", String(error));
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
   * @param signal aborted when the answer is no longer needed
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
