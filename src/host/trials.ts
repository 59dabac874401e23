import type { Upstream } from "../api/bind.ts";
import { ATOMIC_HELD_MS, ATOMIC_TRIES, type Limits } from "../config.ts";
import type { Execution } from "../executor/executor.ts";
import { CANCELLED, failed } from "../executor/failed.ts";
import { Queue, QueueError } from "../executor/queue.ts";
import { bug } from "../outcome/bug.ts";
import type { SubmissionError } from "../outcome/outcome.ts";
import { type Tried, tried } from "../outcome/tried.ts";
import type { CopyRun } from "../servers/memory/copy/copy_run.ts";
import type { MemoryCopies } from "../servers/memory/copy/memory_copies.ts";
import type { Clock } from "../process/clock.ts";
import { Trouble } from "../upstream/trouble.ts";
import { HELD, noPlan, notCommitted } from "./conflicts.ts";
import type { HostExecution } from "./host.ts";

/**
 * Runs the program with its calls to the memory going to `upstream`, within so many milliseconds.
 *
 * @param mayAsk whether the user may be asked meanwhile
 */
export type RunOn = (
  upstream: Upstream,
  timeoutMs: number,
  mayAsk?: boolean,
) => Promise<HostExecution>;

/** Who waits for the outcome. */
interface Caller {
  readonly signal: AbortSignal;
  /** The deadline over all tries, in milliseconds. */
  readonly timeoutMs: number;
  /** Measures it. */
  readonly clock: Clock;
}

const NOT_COMMITTED: Tried = { committed: false };

/** Others who were seen to write are expected to write again for so long, in milliseconds. */
const OTHERS_MS = 60_000;

/** Runs programs on copies of the memory, one at a time: dry, or all of it or nothing. */
export class Trials implements AsyncDisposable {
  readonly #copies: MemoryCopies;
  readonly #limits: Limits;
  readonly #queue: Queue;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  /** When others were last seen to have changed the memory meanwhile, on the clock of `performance.now()`. */
  #others = -Infinity;

  /** @param copies which it disposes of */
  constructor(copies: MemoryCopies, limits: Limits) {
    this.#copies = copies;
    this.#limits = limits;
    this.#queue = new Queue(1, limits.waiting, limits.waitMs);
  }

  /** Removes what killed servers have left, in the background. */
  start(): void {
    this.#copies.start();
  }

  /** Runs a program and says what it would have changed. */
  dry(run: RunOn, { signal, timeoutMs }: Caller): Promise<HostExecution> {
    return this.#alone(signal, {}, async () => {
      await using copy = this.#copies.begin(false);
      const execution = await run(copy, timeoutMs);
      if (execution.outcome.error) return this.#with(execution, {});
      try {
        return this.#with(execution, await this.#shown(copy, execution));
      } catch (error) {
        return this.#with(refused(execution, await this.#explain(error)), {});
      }
    });
  }

  /** Runs a program and writes all that it has changed when it has ended well; else nothing. */
  atomic(run: RunOn, { signal, timeoutMs, clock }: Caller): Promise<HostExecution> {
    const until = clock.elapsedMs + timeoutMs;
    return this.#alone(signal, NOT_COMMITTED, async () => {
      for (let attempt = 1;; attempt++) {
        const left = Math.max(1, Math.ceil(until - clock.elapsedMs));
        const execution = await this.#try(run, attempt, left);
        if (execution) return execution;
      }
    });
  }

  /** Writes what a dry run has shown. */
  apply(id: string, signal: AbortSignal): Promise<HostExecution> {
    const startedAt = performance.now();
    return this.#alone(signal, NOT_COMMITTED, async () => {
      const applied = await this.#copies.apply(id);
      if (applied.type !== "written") {
        return this.#with(ended(startedAt, noPlan(id, applied.type)), NOT_COMMITTED);
      }
      return this.#with(ended(startedAt), { committed: true, changes: applied.changes });
    });
  }

  /** Waits for what runs, which ends by itself: programs are cancelled, and no commit waits for the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#copies.retire();
    await Promise.all(this.#running);
    await this.#copies[Symbol.asyncDispose]();
  }

  /** @returns `undefined` when others have changed the memory meanwhile and it may be tried again */
  async #try(run: RunOn, attempt: number, left: number): Promise<HostExecution | undefined> {
    const isLast = attempt === ATOMIC_TRIES;
    await using copy = this.#copies.begin(isLast);
    // Others cannot wait for a person.
    const execution = await run(copy, isLast ? Math.min(left, ATOMIC_HELD_MS) : left, !isLast);
    const { error } = execution.outcome;
    if (error) {
      const isHeldTooLong = isLast && error.kind === "timeout" && left > ATOMIC_HELD_MS;
      return this.#with(isHeldTooLong ? refused(execution, HELD) : execution, NOT_COMMITTED);
    }
    try {
      const changes = await copy.changes();
      const done = await copy.commit(performance.now() - this.#others < OTHERS_MS);
      if (done !== "written") this.#others = performance.now();
      if (done === "changed" && !isLast) return undefined;
      if (done !== "written") {
        return this.#with(refused(execution, notCommitted(done)), NOT_COMMITTED);
      }
      return this.#with(execution, { committed: true, ...(changes ? { changes } : {}) });
    } catch (error) {
      return this.#with(refused(execution, await this.#explain(error)), NOT_COMMITTED);
    }
  }

  async #shown(copy: CopyRun, { outcome }: Execution): Promise<Tried> {
    const changes = await copy.changes();
    if (!changes) return {};
    // A plan that leaves out what other servers were to do is not what was shown.
    const isWhole = !outcome.planned && !outcome.stopped && changes.lines.length > 0;
    return { changes, ...(isWhole ? { plan: await this.#copies.keep(copy, changes) } : {}) };
  }

  async #alone(
    caller: AbortSignal,
    otherwise: Tried,
    work: () => Promise<HostExecution>,
  ): Promise<HostExecution> {
    const startedAt = performance.now();
    const signal = AbortSignal.any([caller, this.#closing.signal]);
    try {
      using _place = await this.#queue.take(signal);
      const running = work();
      const settled = running.catch(() => {}).finally(() => this.#running.delete(settled));
      this.#running.add(settled);
      return await running;
    } catch (error) {
      const why = error instanceof QueueError
        ? { kind: "unavailable" as const, message: error.message }
        : signal.aborted
        ? CANCELLED
        : await this.#explain(error);
      return this.#with(ended(startedAt, why), otherwise);
    }
  }

  async #explain(error: unknown): Promise<SubmissionError> {
    if (!(error instanceof Trouble)) return bug(error);
    const { message, remedy } = await this.#copies.explain("commit", false, error);
    return { kind: "unavailable", message, ...(remedy === undefined ? {} : { hint: remedy }) };
  }

  #with(execution: HostExecution, how: Tried): HostExecution {
    return { ...execution, outcome: tried(execution.outcome, how, this.#limits.answerChars) };
  }
}

function refused(execution: HostExecution, error: SubmissionError): HostExecution {
  const { result: _, hint: _h, ...outcome } = execution.outcome;
  return { ...execution, outcome: { ...outcome, status: "error", error }, files: [] };
}

function ended(startedAt: number, error?: SubmissionError): HostExecution {
  const execution = { ...failed(error ?? CANCELLED, startedAt), files: [] };
  return error ? execution : { ...execution, outcome: { status: "ok", calls: { total: 0 } } };
}
