import { LockFile, type Was } from "./lock_file.ts";
import { reason } from "../../../upstream/reason.ts";
import { Trouble } from "../../../upstream/trouble.ts";

export interface LockLimits {
  /** How long a mutation waits for the lock, in milliseconds. */
  readonly lockMs: number;
  /** How long the lock is kept for the mutations that follow, in milliseconds. */
  readonly burstMs: number;
}

/** The lock was not acquired. */
export class LockUnavailable extends Trouble {
  override readonly name = "LockUnavailable";
}

/**
 * How long we let go between two bursts, in milliseconds: a process that waits inside the operating system
 * has the lock by then.
 */
const PAUSE_MS = 2;

/**
 * A lock that was not used for this long is let go before its burst ends, in milliseconds: a loop of
 * reads and writes comes back within one, another server must not wait for a program that has ended.
 */
const IDLE_MS = 5;

/**
 * The right to write into a memory file, shared fairly by all servers that use it. Once it is ours it
 * is kept for a short burst, because getting it costs as much as a small call.
 */
export class WriteLock implements Disposable {
  readonly #file: LockFile;
  /** The attempt that is under way, which cannot be taken back, and when it began. */
  #attempt: { readonly done: Promise<void>; readonly since: number } | undefined;
  #state: "free" | "kept" | "used" | "closed" = "free";
  /** When the burst ends, and when the last one ended, on the clock of `performance.now()`. */
  #until = 0;
  #freed = -Infinity;
  #server: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the waits that are under way. */
  readonly #waits = new Set<(why: LockUnavailable) => void>();
  #isRetired = false;

  /** @param path the lock file, which is named after the memory file: `FILE.lock`. */
  constructor(path: string, readonly limits: LockLimits) {
    this.#file = new LockFile(path);
  }

  /**
   * Waits until no other server writes.
   *
   * @param server the id of the process that is going to write for us.
   * @returns what must be disposed of when it has written.
   * @throws {LockUnavailable} whose detail names the holder; at once when a call before has waited in vain.
   */
  async acquire(server: number | undefined): Promise<Disposable> {
    if (this.#state === "kept" && performance.now() >= this.#until) this.#letGo();
    if (this.#state === "free") await this.#wait();
    if (this.#state === "closed" || (this.#isRetired && this.#state !== "used")) {
      throw shuttingDown();
    }
    if (this.#server !== server || server === undefined) this.#record(server);
    this.#state = "used";
    return { [Symbol.dispose]: () => this.#used() };
  }

  /** Notes, while the lock is ours, how the memory file is: that survives our end and the server's. */
  note(was: Was | undefined): void {
    if (this.#state === "used") this.#file.record(this.#server, was);
  }

  /** Puts right what a holder has left that died, where there is such a thing. */
  async recover(): Promise<void> {
    if (this.#state !== "free" || !this.#file.isLeftOpen()) return;
    using _permit = await this.acquire(undefined);
  }

  /** From now on nothing gets it, and what waits for it hears so; what has it keeps it. */
  retire(): void {
    this.#isRetired = true;
    for (const end of this.#waits) end(shuttingDown());
  }

  [Symbol.dispose](): void {
    this.retire();
    if (this.#state === "kept" || this.#state === "used") this.#letGo();
    this.#state = "closed";
    // An attempt that is under way closes the file itself.
    if (!this.#attempt) this.#file.close();
  }

  async #wait(): Promise<void> {
    if (this.#isRetired) throw shuttingDown();
    const attempt = this.#attempt ??= { done: this.#take(), since: performance.now() };
    const left = attempt.since + this.limits.lockMs - performance.now();
    const { promise: inVain, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(this.#inUse()),
      Math.max(left, 0),
    );
    try {
      this.#waits.add(reject);
      await Promise.race([attempt.done, inVain]);
    } finally {
      this.#waits.delete(reject);
      clearTimeout(timer);
    }
  }

  async #take(): Promise<void> {
    try {
      const pause = this.#freed + PAUSE_MS - performance.now();
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(pause)));
      await this.#file.lock();
    } catch (error) {
      this.#file.close();
      throw unusable(this.#file.path, error);
    } finally {
      this.#attempt = undefined;
    }
    if (this.#state === "closed") return this.#file.close();
    this.#until = performance.now() + this.limits.burstMs;
    this.#keep();
  }

  #record(server: number | undefined): void {
    try {
      this.#file.record(server);
      this.#server = server;
    } catch (error) {
      throw unusable(this.#file.path, error); // on a full disk
    }
  }

  #used(): void {
    if (this.#state === "used") this.#keep();
  }

  /** Keeps the lock for the next call, as long as the burst lasts and calls come. */
  #keep(): void {
    clearTimeout(this.#timer);
    this.#state = "kept";
    const left = Math.min(this.#until - performance.now(), IDLE_MS);
    if (left <= 0) return this.#letGo();
    this.#timer = setTimeout(() => this.#state === "kept" && this.#letGo(), left);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#state = "free";
    this.#freed = performance.now();
    this.#server = undefined;
    this.#file.unlock();
  }

  #inUse(): LockUnavailable {
    const what = "another program is writing into it";
    return new LockUnavailable(`${what}: wait and try again`, {
      detail: `${what}: ${this.#file.describeHolder()}; ` +
        "wait and try again, or end that process if it hangs",
    });
  }
}

function shuttingDown(): LockUnavailable {
  return new LockUnavailable("this server is shutting down");
}

function unusable(path: string, cause: unknown): LockUnavailable {
  const why = cause instanceof Trouble ? cause.message : reason(cause);
  const more = cause instanceof Trouble ? cause.detail : reason(cause);
  return new LockUnavailable(`its lock file cannot be used: ${why}`, {
    detail: `its lock file "${path}" cannot be used: ${more}`,
    cause,
  });
}
