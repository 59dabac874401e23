/** A call that has not been forwarded yet. */
export interface QueuedCall {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly mutates: boolean;
  readonly signal: AbortSignal;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls in the order in which they were issued; one whose signal is aborted leaves at once. */
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
    this.#calls.push(call);
    if (this.#watched.has(call.signal)) return;
    this.#watched.add(call.signal);
    call.signal.addEventListener("abort", () => this.#drop(call.signal), { once: true });
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

  #drop(signal: AbortSignal): void {
    const dropped = this.#calls.filter((call) => call.signal === signal);
    this.#calls = this.#calls.filter((call) => call.signal !== signal);
    for (const call of dropped) call.reject(signal.reason);
  }
}
