interface Timer {
  at: number;
  fire: () => void;
}

/**
 * Time that passes when a test says so: `setTimeout`, `clearTimeout`, `Date.now` and `performance.now` of
 * this process keep to it until it goes out of scope.
 */
export class FakeTime implements Disposable {
  /** Milliseconds that have passed. */
  now = 0;
  readonly #real = { setTimeout, clearTimeout, now: Date.now, performanceNow: performance.now };
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;

  constructor() {
    const began = Date.now();
    Date.now = () => began + this.now;
    performance.now = () => this.now;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms = 0) => {
        this.#timers.set(++this.#lastId, { at: this.now + ms, fire });
        return this.#lastId;
      },
      clearTimeout: (id?: number) => void this.#timers.delete(id!),
    });
  }

  /** Time-outs that have not passed and were not cleared. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, in milliseconds, and what waits for it have its turn, in order. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.settle();
    for (let next; (next = this.#next(until));) {
      const [id, { at, fire }] = next;
      this.#timers.delete(id);
      this.now = at;
      fire();
      await this.settle();
    }
    this.now = until;
  }

  /** Lets promises settle that wait for no time. */
  settle(): Promise<void> {
    return new Promise((resolve) => this.#real.setTimeout.call(globalThis, resolve, 0));
  }

  [Symbol.dispose](): void {
    const { setTimeout, clearTimeout, now, performanceNow } = this.#real;
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    performance.now = performanceNow;
  }

  #next(until: number): [id: number, timer: Timer] | undefined {
    return [...this.#timers].filter(([, { at }]) => at <= until)
      .sort(([, one], [, two]) => one.at - two.at)[0];
  }
}
