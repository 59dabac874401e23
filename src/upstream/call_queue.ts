/** One call of a server's tool. */
export interface Call {
  /** The tool's own name, e.g. `open_nodes`. */
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** Whether it may change data: then it is never repeated, and without an answer its effect is unknown. */
  readonly mutates: boolean;
  /** Whether no other call is open beside it. */
  readonly alone: boolean;
  /** Drops the call as long as it has not been forwarded. */
  readonly signal: AbortSignal;
  /** Until it must be answered, in milliseconds; the server's own limit when left out. */
  readonly timeoutMs?: number;
}

/** A call that has not been forwarded yet. */
export interface QueuedCall extends Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Calls that wait for their turn; one whose signal is aborted leaves at once. Those of one submission,
 * which share a signal, keep the order in which they were issued. Submissions take turns: one that keeps
 * as many calls waiting as it may delays the next call of another by one of its own, not by all of them.
 */
export class CallQueue {
  #calls: QueuedCall[] = [];
  /** One listener a signal, not one a call: a submission has one signal and many calls. */
  readonly #watched = new WeakSet<AbortSignal>();

  /** The call that is next. */
  get head(): QueuedCall | undefined {
    return this.#calls[0];
  }

  push(call: QueuedCall): void {
    if (call.signal.aborted) return call.reject(call.signal.reason);
    this.#calls.splice(this.#placeOf(call), 0, call);
    if (this.#watched.has(call.signal)) return;
    this.#watched.add(call.signal);
    call.signal.addEventListener("abort", () => this.#drop(call.signal));
  }

  /**
   * Takes calls from the head on.
   *
   * @param howMany of those that wait, at least one of which there is.
   */
  take(howMany: (waiting: readonly QueuedCall[]) => number): QueuedCall[] {
    return this.#calls.splice(0, howMany(this.#calls));
  }

  /** Takes out one call, wherever it is. */
  remove(call: QueuedCall): void {
    this.#calls = this.#calls.filter((other) => other !== call);
  }

  /** Rejects all that wait. */
  clear(reason: (call: QueuedCall) => unknown): void {
    for (const call of this.#calls.splice(0)) call.reject(reason(call));
  }

  /** Behind its own submission's, and as many and one more of each other's: so behind the head, too. */
  #placeOf({ signal }: QueuedCall): number {
    const own = this.#calls.filter((other) => other.signal === signal).length;
    const passed = new Map<AbortSignal, number>();
    let place = 0;
    this.#calls.forEach((other, index) => {
      const nth = (passed.get(other.signal) ?? 0) + 1;
      passed.set(other.signal, nth);
      if (nth <= own + 1) place = index + 1;
    });
    return place;
  }

  #drop(signal: AbortSignal): void {
    const dropped = this.#calls.filter((call) => call.signal === signal);
    this.#calls = this.#calls.filter((call) => call.signal !== signal);
    for (const call of dropped) call.reject(signal.reason);
  }
}
