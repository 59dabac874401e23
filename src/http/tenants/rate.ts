const MINUTE_MS = 60_000;

/** Lets a number of requests pass a minute: as many at once, and then as they come back, evenly. */
export class Rate {
  readonly #perMinute: number;
  #left: number;
  #at: number;

  /** @param now the time in milliseconds, on a clock that never goes back */
  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#at = now;
  }

  /** @returns how many seconds to wait; 0 where the request may pass */
  take(now: number): number {
    const back = (now - this.#at) / MINUTE_MS * this.#perMinute;
    this.#left = Math.min(this.#perMinute, this.#left + back);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left--;
      return 0;
    }
    return Math.ceil((1 - this.#left) / this.#perMinute * MINUTE_MS / 1_000);
  }
}
