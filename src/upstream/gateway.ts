import type { UpstreamError } from "../api/upstream_error.ts";
import { type Call, CallQueue, type QueuedCall } from "./call_queue.ts";
import { AnswerTooLong, ConnectionLost, Refusal } from "./failures.ts";
import type { McpSession } from "./session.ts";
import type { Supervisor } from "./supervisor.ts";

/** What is peculiar to one server. */
export interface Policy {
  /** Carries one call out. */
  call(session: McpSession, call: Call): Promise<unknown>;
  /** Makes the error that a caller gets. */
  explain(call: Call, error: unknown): Promise<UpstreamError>;
  /** Makes the error for calls that arrive while the gateway closes. */
  closed(tool: string): UpstreamError;
  /**
   * Readies what a call needs before the server is started.
   *
   * @returns the answer where the server is not needed for it
   */
  prepare?(call: Pick<Call, "mutates">): Promise<{ readonly answer: unknown } | undefined>;
  /** Takes what a call that goes alone holds until it was answered. */
  acquire?(pid: number | undefined): Promise<Disposable>;
  /** Makes one call of several that wait. */
  readonly batch?: Batch;
}

/** How calls become one call, and its answer theirs again. */
export interface Batch {
  /** @returns whether calls of `tool` wait for the ones before, so that they can go together */
  gathers(tool: string): boolean;
  /** @returns how many of `waiting`, from the first on, become one call; at least one */
  together(waiting: readonly QueuedCall[]): number;
  merge(calls: readonly QueuedCall[]): Record<string, unknown>;
  split(calls: readonly QueuedCall[], answer: unknown): unknown[];
}

const SINGLE: Batch = {
  gathers: () => false,
  together: () => 1,
  merge: ([call]) => call!.args,
  split: (_, answer) => [answer],
};

export interface GatewayOptions {
  /** How long `close()` waits for a call that goes alone and is in flight, in milliseconds. */
  readonly closeMs: number;
  /** Ends the process after so long without a call, in milliseconds; it is kept when left out. */
  readonly idleMs?: number;
  /** The most calls that are open at a time; any number when left out. */
  readonly together?: number;
}

/**
 * The only way to one MCP server. Calls go out in the order in which they were issued; one that goes
 * alone waits for all before it, and all after it wait for it.
 */
export class Gateway implements AsyncDisposable {
  readonly #supervisor: Supervisor;
  readonly #policy: Policy;
  readonly #batch: Batch;
  readonly #options: GatewayOptions;
  readonly #queue = new CallQueue();
  readonly #inFlight = new Set<Promise<void>>();
  /** The call that goes alone and was forwarded last. */
  #alone: Promise<void> | undefined;
  /** The calls that the next ones like them wait for, so that those that wait go together. */
  #together: Promise<void> | undefined;
  #running = false;
  #closing = false;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(supervisor: Supervisor, policy: Policy, options: GatewayOptions) {
    this.#supervisor = supervisor;
    this.#policy = policy;
    this.#batch = policy.batch ?? SINGLE;
    this.#options = options;
  }

  /** Starts the server in the background; the calls that need it report a failure. */
  start(): void {
    const started = async () => {
      if (!await this.#policy.prepare?.({ mutates: false })) await this.#supervisor.session();
    };
    started().catch(() => {});
  }

  /**
   * Carries out one call.
   *
   * @returns the answer, which callers may share and must not change
   * @throws {UpstreamError} when there is no such answer
   */
  call(call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(this.#policy.closed(call.tool));
      clearTimeout(this.#idle);
      this.#queue.push({ ...call, resolve, reject });
      if (!this.#running) this.#run();
    });
  }

  /** Waits for a call that goes alone and is in flight, rejects what waits, and ends the server. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#idle);
    this.#supervisor.retire();
    this.#queue.clear(({ tool }) => this.#policy.closed(tool));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const bounded = new Promise((resolve) => timer = setTimeout(resolve, this.#options.closeMs));
    await Promise.race([bounded, this.#alone]);
    clearTimeout(timer);
    await this.#supervisor.close();
    await Promise.all(this.#inFlight);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let head = this.#queue.head; head; head = this.#queue.head) await this.#next(head);
    this.#running = false;
  }

  /** Forwards the head, and those behind it that can go with it, when it is their turn. */
  async #next(head: QueuedCall): Promise<void> {
    const { together = Infinity } = this.#options;
    if (head.alone) await Promise.all(this.#inFlight);
    else if (this.#inFlight.size >= together) await Promise.race(this.#inFlight);
    else if (this.#batch.gathers(head.tool)) await this.#together;
    let session: McpSession;
    let permit: Disposable | undefined;
    try {
      const known = await this.#policy.prepare?.(head);
      if (known) {
        this.#queue.remove(head);
        return head.resolve(known.answer);
      }
      session = await this.#supervisor.session();
      if (head.alone) permit = await this.#policy.acquire?.(session.pid);
    } catch (error) {
      this.#queue.remove(head);
      return this.#reject([head], error);
    }
    using _permit = permit;
    // While we waited it may have been dropped, or its server may have died.
    if (this.#queue.head !== head || !session.alive) return;
    const calls = this.#queue.take((waiting) => this.#batch.together(waiting));
    const done = this.#forward(calls, session).finally(() => this.#ended(done));
    this.#inFlight.add(done);
    if (head.alone) await (this.#alone = done);
    else if (this.#batch.gathers(head.tool)) this.#together = done;
  }

  #ended(done: Promise<void>): void {
    this.#inFlight.delete(done);
    const { idleMs } = this.#options;
    if (idleMs === undefined || this.#inFlight.size > 0 || this.#queue.head || this.#closing) {
      return;
    }
    this.#idle = setTimeout(() => this.#supervisor.rest(), idleMs);
  }

  /** Carries out `calls` as one, and one by one when that is refused, so that all get their own. */
  async #forward(calls: readonly QueuedCall[], session: McpSession, first = true): Promise<void> {
    const [call] = calls as [QueuedCall];
    try {
      const args = this.#batch.merge(calls);
      const answer = await this.#policy.call(session, { ...call, args });
      const answers = this.#batch.split(calls, answer);
      calls.forEach((call, index) => call.resolve(answers[index]));
    } catch (error) {
      // A read is repeated once after a crash; what may have written never is.
      if (error instanceof ConnectionLost && !call.mutates && first) {
        return this.#again(calls, false);
      }
      const nothingDone = error instanceof Refusal ||
        (error instanceof AnswerTooLong && !call.mutates);
      if (calls.length === 1 || !nothingDone) return this.#reject(calls, error);
      for (const call of calls) await this.#again([call], true);
    }
  }

  async #again(calls: readonly QueuedCall[], first: boolean): Promise<void> {
    let session: McpSession;
    try {
      session = await this.#supervisor.session();
    } catch (error) {
      return this.#reject(calls, error);
    }
    await this.#forward(calls, session, first);
  }

  async #reject(calls: readonly QueuedCall[], error: unknown): Promise<void> {
    // Should the explanation fail too, its failure is the answer: no call waits for ever.
    const failure = await this.#policy.explain(calls[0]!, error).catch((other) => other);
    for (const call of calls) call.reject(failure);
  }
}
