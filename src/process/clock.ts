/** The time of one program, which stands still while a person is asked. */
export class Clock {
  readonly #startedAt = performance.now();
  #pauses = 0;
  #pausedAt = 0;
  #pausedMs = 0;
  readonly #deadlines = new Set<Deadline>();

  /** Milliseconds since it was made, without those in which it stood still. */
  get elapsedMs(): number {
    const now = this.#pauses > 0 ? this.#pausedAt : performance.now();
    return now - this.#startedAt - this.#pausedMs;
  }

  /** Stops it until all such pauses are disposed of. */
  pause(): Disposable {
    if (this.#pauses++ === 0) {
      this.#pausedAt = performance.now();
      for (const deadline of this.#deadlines) deadline.stop();
    }
    let over = false;
    return {
      [Symbol.dispose]: () => {
        if (over) return;
        over = true;
        if (--this.#pauses > 0) return;
        this.#pausedMs += performance.now() - this.#pausedAt;
        for (const deadline of this.#deadlines) deadline.start();
      },
    };
  }

  /**
   * Calls `late` once, unless it is disposed of before.
   *
   * @param ms of this clock's time from now on, in milliseconds
   */
  deadline(ms: number, late: () => void): Disposable {
    const until = this.elapsedMs + ms;
    const deadline = new Deadline(() => until - this.elapsedMs, late);
    this.#deadlines.add(deadline);
    if (this.#pauses === 0) deadline.start();
    return {
      [Symbol.dispose]: () => {
        deadline.stop();
        this.#deadlines.delete(deadline);
      },
    };
  }
}

class Deadline {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly left: () => number, readonly late: () => void) {}

  start(): void {
    this.#timer = setTimeout(this.late, Math.max(0, this.left()));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
