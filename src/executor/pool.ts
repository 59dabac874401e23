import type { Sandbox } from "./sandbox.ts";

/**
 * How long a submission that runs has the machine for itself before the next process is started, in
 * milliseconds: the start takes as much of two cores as a hundred calls do.
 */
const NEXT_MS = 500;

/** Keeps one sandbox process started ahead, its worker waiting, so that a submission needn't wait. */
export class SandboxPool implements AsyncDisposable {
  #start: () => Promise<Sandbox>;
  #spare: Promise<Sandbox> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param start starts a sandbox process, e.g. `Sandbox.start` */
  constructor(start: () => Promise<Sandbox>) {
    this.#start = start;
  }

  /**
   * Starts the spare. Does nothing when there is one.
   *
   * @param afterMs when, in milliseconds; a later call counts in place of an earlier one
   */
  warmIn(afterMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.warm(), afterMs);
  }

  /** Starts the spare now. Does nothing when there is one. */
  warm(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#spare) return;
    this.#spare = this.#start();
    // Whoever takes it deals with it; a failure that nobody waits for must not end the server.
    this.#spare.catch(() => {});
  }

  /**
   * Hands out a sandbox that nobody has used. The next one is started half a second later, or when
   * the caller, who disposes of this one, says so by `warmIn`.
   *
   * @throws {Error} when it can't be started
   */
  async take(): Promise<Sandbox> {
    if (this.#closed) throw new Error("The server is shutting down");
    const spare = this.#spare;
    this.#spare = undefined;
    // A spare that failed ahead of need, or that something ended while it waited, is replaced.
    const sandbox = await spare?.catch(() => undefined);
    if (sandbox?.alive) {
      this.warmIn(NEXT_MS);
      return sandbox;
    }
    await sandbox?.[Symbol.asyncDispose]();
    const started = await this.#start();
    this.warmIn(NEXT_MS);
    return started;
  }

  /** Ends the spare. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const sandbox = await this.#spare?.catch(() => undefined);
    this.#spare = undefined;
    await sandbox?.[Symbol.asyncDispose]();
  }
}
