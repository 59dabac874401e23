/** How much of something a server may send within a time, in messages, characters and milliseconds. */
export interface FloodLimit {
  readonly messages: number;
  readonly chars: number;
  readonly withinMs: number;
}

/** Counts what a server sends that no call has asked for. */
export class Flood {
  readonly #limit: FloodLimit;
  #since = -Infinity;
  #messages = 0;
  #chars = 0;

  constructor(limit: FloodLimit) {
    this.#limit = limit;
  }

  /**
   * Counts a message.
   *
   * @param length in characters
   * @returns that it is one too many, in words
   */
  add(length: number): string | undefined {
    const { messages, chars, withinMs } = this.#limit;
    const now = performance.now();
    if (now - this.#since > withinMs) {
      this.#since = now;
      this.#messages = this.#chars = 0;
    }
    this.#messages++;
    this.#chars += length;
    if (this.#messages <= messages && this.#chars <= chars) return undefined;
    const much = this.#messages > messages ? `${messages} messages` : `${chars / 2 ** 20} MB`;
    return `it sent more than ${much} within ${withinMs / 1_000} s that no call had asked for`;
  }
}
