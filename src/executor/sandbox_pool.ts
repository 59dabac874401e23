import type { Sandbox } from "./sandbox_process.ts";

/**
 * How long a submission that runs has the machine for itself before the next process is started, in
 * milliseconds: the start takes as much of two cores as a hundred calls do.
 */
const NEXT_MS = 500;

/** For this long after a submission had to wait for its process two are started at a time, in milliseconds. */
const BUSY_MS = 1_000;

/** A process that was started ahead. */
interface Spare {
  sandbox: Promise<Sandbox>;
  /** Started, or failed. */
  settled: boolean;
}

/**
 * Keeps a sandbox process started ahead, its worker waiting, so that a submission needn't wait; two
 * where submissions come faster than one process after the other can be started.
 */
export class SandboxPool implements AsyncDisposable {
  #start: () => Promise<Sandbox>;
  #spares: Spare[] = [];
  /** Set while submissions had to wait just now. */
  #busy: ReturnType<typeof setTimeout> | undefined;
  /** Resolves when the spares that are no longer needed are gone. */
  #ended: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param start starts a sandbox process, e.g. `Sandbox.start` */
  constructor(start: () => Promise<Sandbox>) {
    this.#start = start;
  }

  /**
   * Starts what is missing. Does nothing when all is there.
   *
   * @param afterMs when, in milliseconds; a later call replaces an earlier one
   */
  warmIn(afterMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.warm(), afterMs);
  }

  /** Starts what is missing now. */
  warm(): void {
    clearTimeout(this.#timer);
    const wanted = this.#busy === undefined ? 1 : 2;
    while (!this.#closed && this.#spares.length < wanted) this.#spares.push(this.#spare());
  }

  /**
   * Hands out a sandbox that was not used before. The next one is started half a second later, or when
   * the caller, who disposes of this one, says so by `warmIn`.
   *
   * @throws {Error} when it can't be started
   */
  async take(): Promise<Sandbox> {
    if (this.#closed) throw new Error("The server is shutting down");
    const spare = this.#spares.shift();
    if (spare && !spare.settled) this.#hurry();
    // A spare that failed ahead of need, or that something ended while it waited, is replaced.
    const sandbox = await spare?.sandbox.catch(() => undefined);
    if (sandbox?.alive) {
      this.warmIn(NEXT_MS);
      return sandbox;
    }
    await sandbox?.[Symbol.asyncDispose]();
    const started = await this.#start();
    this.warmIn(NEXT_MS);
    return started;
  }

  /** Ends the spares. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#busy);
    this.#endAllBut(0);
    await this.#ended;
  }

  #hurry(): void {
    clearTimeout(this.#busy);
    this.#busy = setTimeout(() => {
      this.#busy = undefined;
      this.#endAllBut(1);
    }, BUSY_MS);
  }

  #endAllBut(count: number): void {
    const gone = this.#spares.splice(count).map(({ sandbox }) =>
      // One that failed is gone already.
      sandbox.then((started) => started[Symbol.asyncDispose](), () => {})
    );
    this.#ended = Promise.all([this.#ended, ...gone]);
  }

  #spare(): Spare {
    const spare: Spare = { sandbox: this.#start(), settled: false };
    const settle = () => spare.settled = true;
    // Its taker deals with a failure; a spare that is never taken must not end the server.
    spare.sandbox.then(settle, settle);
    return spare;
  }
}
