import type { Sandbox } from "./sandbox.ts";

/** Keeps one sandbox process started ahead, its worker waiting, so that a submission needn't wait. */
export class SandboxPool implements AsyncDisposable {
  #start: () => Promise<Sandbox>;
  #spare: Promise<Sandbox> | undefined;
  #closed = false;

  /** @param start starts a sandbox process, e.g. `Sandbox.start` */
  constructor(start: () => Promise<Sandbox>) {
    this.#start = start;
  }

  /** Starts the spare now. Does nothing when there is one. */
  warm(): void {
    if (this.#closed || this.#spare) return;
    this.#spare = this.#start();
    // Whoever takes it deals with it; a failure that nobody waits for must not end the server.
    this.#spare.catch(() => {});
  }

  /**
   * Hands out a sandbox that nobody has used, and starts the next one. The caller disposes of it.
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
      this.warm();
      return sandbox;
    }
    await sandbox?.[Symbol.asyncDispose]();
    const started = await this.#start();
    this.warm();
    return started;
  }

  /** Ends the spare. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const sandbox = await this.#spare?.catch(() => undefined);
    this.#spare = undefined;
    await sandbox?.[Symbol.asyncDispose]();
  }
}
