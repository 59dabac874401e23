/** The queue is full, or the wait timed out. */
export class QueueError extends Error {
  override name = "QueueError";
}

/** Lets a number of submissions run at a time; the others wait their turn, the first in first. */
export class Queue {
  #free: number;
  #waiting = new Set<() => void>();

  /**
   * @param places submissions that run at a time
   * @param maxWaiting submissions that wait; more are refused
   * @param waitMs longest wait, in milliseconds
   */
  constructor(places: number, readonly maxWaiting: number, readonly waitMs: number) {
    this.#free = places;
  }

  /**
   * Waits for a place; disposing of it makes it free.
   *
   * @throws {QueueError} when too many wait, or the wait took too long
   * @throws the signal's reason when it is aborted first
   */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    return { [Symbol.dispose]: () => this.#release() };
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.maxWaiting) {
      throw new QueueError(
        `Cannot run the code: ${this.#waiting.size} other submissions wait already: try again later`,
      );
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(enter);
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
      this.#waiting.add(enter);
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next) next(); // the place goes on to it
    else this.#free++;
  }
}
