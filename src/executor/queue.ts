/** The queue is full, or the wait timed out. */
export class QueueError extends Error {
  override name = "QueueError";
}

/** Whose submissions they are where all are one user's. */
const SAME = "";

/**
 * Lets a number of submissions run at a time; the others wait their turn. Users take turns, and of one user
 * the first in is the first.
 */
export class Queue {
  #free: number;
  /** How many of each user run. */
  readonly #running = new Map<string, number>();
  /** Who waits, by user; the user whose turn is next stands first. */
  readonly #waiting = new Map<string, Set<() => void>>();

  /**
   * @param places submissions that run at a time
   * @param maxWaiting submissions of one user that wait; more are refused
   * @param waitMs longest wait, in milliseconds
   * @param placesEach submissions of one user that run at a time
   */
  constructor(
    places: number,
    readonly maxWaiting: number,
    readonly waitMs: number,
    readonly placesEach: number = places,
  ) {
    this.#free = places;
  }

  /**
   * Waits for a place; disposing of it makes it free.
   *
   * @param user who takes turns with others
   * @throws {QueueError} when too many wait, or the wait took too long
   * @throws the signal's reason when it is aborted first
   */
  async take(signal: AbortSignal, user: string = SAME): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0 && this.#mayRun(user)) this.#enter(user);
    else await this.#wait(signal, user);
    return { [Symbol.dispose]: () => this.#release(user) };
  }

  #mayRun(user: string): boolean {
    return (this.#running.get(user) ?? 0) < this.placesEach;
  }

  #enter(user: string): void {
    this.#free--;
    this.#running.set(user, (this.#running.get(user) ?? 0) + 1);
  }

  #wait(signal: AbortSignal, user: string): Promise<void> {
    const own = this.#waiting.get(user) ?? new Set();
    if (own.size >= this.maxWaiting) {
      throw new QueueError(
        `Cannot run the code: ${own.size} other submissions wait already: try again later`,
      );
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        own.delete(enter);
        if (own.size === 0) this.#waiting.delete(user);
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      const enter = () => (leave(), resolve());
      const onAbort = () => (leave(), reject(signal.reason));
      const timer = setTimeout(() => {
        leave();
        const seconds = this.waitMs / 1000;
        reject(
          new QueueError(
            `Cannot run the code: it waited ${seconds} s for others to end: try again later`,
          ),
        );
      }, this.waitMs);
      signal.addEventListener("abort", onAbort);
      this.#waiting.set(user, own.add(enter));
    });
  }

  #release(user: string): void {
    const left = this.#running.get(user)! - 1;
    if (left > 0) this.#running.set(user, left);
    else this.#running.delete(user);
    this.#free++;
    for (const [next, own] of this.#waiting) {
      if (!this.#mayRun(next)) continue;
      this.#enter(next);
      const [enter] = own;
      this.#waiting.delete(next);
      if (own.size > 1) this.#waiting.set(next, own); // all others come first now
      enter!();
      return;
    }
  }
}
