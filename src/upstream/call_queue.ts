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
   * Takes the head and those right behind it that `joins` accepts.
   *
   * @param joins whether a call may go together with those before it.
   */
  take(joins: (taken: readonly QueuedCall[], next: QueuedCall) => boolean): QueuedCall[] {
    const taken: QueuedCall[] = [];
    for (const call of this.#calls) {
      if (taken.length > 0 && !joins(taken, call)) break;
      taken.push(call);
    }
    this.#calls.splice(0, taken.length);
    return taken;
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
