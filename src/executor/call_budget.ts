/**
 * What open calls may weigh, over all submissions: the arguments of those that are on their way, and the
 * answers that they may get. Every submission that can run at a time has an equal share, so that none
 * waits for another, however long that one keeps its own.
 */
export class CallBudget {
  readonly #bytes: number;
  readonly #shares: number;
  /** Of calls whose submission has ended, and which are still under way. */
  #left = 0;

  /**
   * @param bytes of all calls together
   * @param submissions that run at a time
   */
  constructor(bytes: number, submissions: number) {
    this.#bytes = bytes;
    this.#shares = submissions;
  }

  /**
   * Most characters of arguments that a sandbox may keep open. It holds the rest back by itself: were it
   * to wait in its pipe instead, it would read no answers meanwhile, and we would wait for that.
   */
  get openChars(): number {
    return Math.floor(this.#bytes / this.#shares / ARGUMENT_BYTES);
  }

  /** What one submission may use now: who ends early and comes again must not get more by it. */
  get share(): number {
    return (this.#bytes - this.#left) / this.#shares;
  }

  /** Opens the account of one submission. */
  open(): CallAccount {
    return new CallAccount(this, (bytes) => this.#left += bytes);
  }
}

/** What a character of arguments weighs: it is held as a value, and as a text that is on its way. */
const ARGUMENT_BYTES = 2;

/** @returns what a call weighs, by the characters of its arguments and of the answer that it may get */
export function weightOf(argumentChars: number, answerChars: number): number {
  return argumentChars * ARGUMENT_BYTES + answerChars;
}

/** What the calls of one submission weigh that have been forwarded and are not answered. */
export class CallAccount {
  readonly #budget: CallBudget;
  readonly #leave: (bytes: number) => void;
  #held = 0;
  #closed = false;

  constructor(budget: CallBudget, leave: (bytes: number) => void) {
    this.#budget = budget;
    this.#leave = leave;
  }

  /** Most characters of arguments that the sandbox may keep open. */
  get openChars(): number {
    return this.#budget.openChars;
  }

  /** Whether a call of that weight fits. One alone always does, however large it is. */
  fits(weight: number): boolean {
    return this.#held === 0 || this.#held + weight <= this.#budget.share;
  }

  take(weight: number): void {
    this.#held += weight;
    if (this.#closed) this.#leave(weight);
  }

  give(weight: number): void {
    this.take(-weight);
  }

  /** The submission has ended. What is held then counts for the others until it is given back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave(this.#held);
  }
}
