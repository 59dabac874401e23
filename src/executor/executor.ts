import { type Api, hasMutations } from "../api/method.ts";
import type { Limits } from "../config.ts";
import { argsFault } from "./args_fault.ts";
import { CallBudget } from "./call_budget.ts";
import { compose } from "../outcome/compose.ts";
import { type Context, explain } from "../outcome/explain.ts";
import type { Outcome } from "../outcome/outcome.ts";
import { SandboxPool } from "./sandbox_pool.ts";
import { bug } from "../outcome/bug.ts";
import { check } from "./check.ts";
import { CANCELLED, failed, NO_SANDBOX } from "./failed.ts";
import type { Checker } from "./type_check/checker.ts";
import { type CheckReport, TypeCheck } from "./type_check/type_check.ts";
import { advised } from "./type_check/advised.ts";
import { prepare } from "./prepare.ts";
import { Preparer } from "./preparer.ts";
import { Queue, QueueError } from "./queue.ts";
import type { Prepared, Run } from "../outcome/run.ts";
import { run } from "./run.ts";
import type { Clock } from "../process/clock.ts";
import { tellPeople } from "../process/tell_people.ts";
import { Sandbox, type SpawnSandbox, spawnSandbox } from "./sandbox_process.ts";

/** The progress of a running submission, for a client that asked for it. */
export interface Progress {
  /** Calls made so far. */
  calls: number;
  /** The method of the oldest call that is open. */
  current?: string;
}

export interface ExecuteOptions {
  /** Who takes turns with others for a place; all are one when left out. */
  user?: string | undefined;
  /** Deadline in milliseconds from the start of the code; at most the limit `maxTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** What the program's function gets, as its only argument: plain JSON. */
  args?: Record<string, unknown> | undefined;
  /** Measures the deadline; it may stand still meanwhile. */
  clock?: Clock | undefined;
  /** Aborted when the client takes the request back: the code stops, its waiting calls are dropped. */
  signal?: AbortSignal | undefined;
  /** The longest wait for the check of types, in milliseconds: that of the first call that may write. */
  checkWaitMs?: number | undefined;
  /** What of the answer is kept for what the caller adds to it, in characters. */
  reserveChars?: number | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** An outcome, and what only people and their tools want to know of it. */
export interface Execution {
  outcome: Outcome;
  /** Calls by method. */
  byMethod: Record<string, number>;
  /** Of its types; left out where no call and no failure needed it. */
  check?: CheckReport;
  timing: {
    /** From the request to the answer. */
    totalMs: number;
    /** From the start of the code to its end. */
    sandboxMs: number;
    /** Of that, with at least one call open. */
    upstreamMs: number;
  };
}

/** When the next program comes, a model has taken seconds to write it. */
const CHECKER_AHEAD_MS = 500;
const LINE_SLACK = 64 * 1024;
/** What the answer holds besides result and logs: status, counts, a hint. */
const ENVELOPE_CHARS = 2_000;

export interface ExecutorOptions {
  /** Starts the process of a sandbox. */
  readonly spawn?: SpawnSandbox;
  /** Checks the types of programs before they write; the executor disposes of it. */
  readonly checker?: Checker | undefined;
  /** How many submissions of one user run at a time: as many as there are places when left out. */
  readonly placesEach?: number;
}

/** Turns source text into an outcome: queue, preparation, a sandbox of its own, explanation. */
export class Executor implements AsyncDisposable {
  #limits: Limits;
  #queue: Queue;
  #pool: SandboxPool;
  #preparer: Preparer;
  #budget: CallBudget;
  readonly #checker: Checker | undefined;
  #closing = new AbortController();
  #running = new Set<Promise<unknown>>();

  constructor(
    limits: Limits,
    { spawn = spawnSandbox, checker, placesEach = limits.concurrent }: ExecutorOptions = {},
  ) {
    this.#checker = checker;
    this.#limits = limits;
    this.#preparer = new Preparer(limits.prepareMs);
    this.#budget = new CallBudget(limits.callsMb * 2 ** 20, limits.concurrent);
    this.#queue = new Queue(limits.concurrent, limits.waiting, limits.waitMs, placesEach);
    const setup = {
      inFlight: limits.inFlight,
      openChars: this.#budget.openChars,
      argumentChars: limits.argumentChars,
      // An answer holds no more; what comes at once may fill it twice, since the middle is left out.
      logs: { head: limits.answerChars * 2, tail: limits.answerChars, line: limits.answerChars },
      resultChars: limits.answerChars - limits.logChars - ENVELOPE_CHARS,
      memoryBytes: limits.memoryMb * 2 ** 20,
    };
    // A character is at most 3 bytes of UTF-8, and one in a string of a string at most 7 of JSON.
    const chars = Math.max(limits.argumentChars, limits.answerChars * 2);
    this.#pool = new SandboxPool(() =>
      Sandbox.start(setup, chars * 3 + LINE_SLACK, this.#closing.signal, spawn)
    );
  }

  /** Starts the processes that the first submission would have to wait for. */
  warm(): void {
    this.#pool.warm();
    this.#preparer.warm();
  }

  /**
   * Runs `source` and returns its outcome. Never throws for what the code is or does.
   *
   * @param api what it can call
   */
  async execute(source: string, api: Api, options: ExecuteOptions = {}): Promise<Execution> {
    const startedAt = performance.now();
    const signals = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(signals);
    const job = this.#execute(source, api, options, signal, startedAt);
    this.#running.add(job);
    try {
      return await job;
    } catch (error) {
      return failed(bug(error), startedAt);
    } finally {
      this.#running.delete(job);
    }
  }

  async #execute(
    source: string,
    api: Api,
    {
      user,
      timeoutMs: asked = this.#limits.timeoutMs,
      clock,
      args,
      checkWaitMs,
      reserveChars = 0,
      onProgress,
    }: ExecuteOptions,
    signal: AbortSignal,
    startedAt: number,
  ): Promise<Execution> {
    const timeoutMs = Math.min(asked, this.#limits.maxTimeoutMs);
    const wrong = args && argsFault(args, this.#limits);
    if (wrong) return failed(wrong, startedAt);
    let place: Disposable;
    try {
      place = await this.#queue.take(signal, user);
    } catch (error) {
      if (error instanceof QueueError) {
        return failed({ kind: "unavailable", message: error.message }, startedAt);
      }
      return failed(CANCELLED, startedAt);
    }
    using _place = place;
    let prepared: Prepared;
    try {
      const read = await prepare(source, api, this.#limits, this.#preparer, signal, !!args);
      if ("kind" in read) return failed(read, startedAt);
      const fault = await check(read, api, { signal, timeoutMs });
      if (fault) return failed(fault, startedAt);
      prepared = read;
    } catch (error) {
      if (!signal.aborted) throw error;
      return failed(CANCELLED, startedAt);
    }
    const typeCheck = this.#checker && TypeCheck.of({
      ...prepared,
      api,
      args,
      checker: this.#checker,
      waitMs: checkWaitMs,
    });
    let sandbox: Sandbox;
    try {
      sandbox = await this.#pool.take();
    } catch (error) {
      tellPeople("a process for a program did not start", String(error));
      return failed(NO_SANDBOX, startedAt);
    }
    try {
      const ran = await run({
        sandbox,
        module: prepared.module,
        args,
        api,
        limits: this.#limits,
        account: this.#budget.open(),
        check: typeCheck,
        timeoutMs,
        clock,
        signal,
        onProgress: onProgress && ((calls) => {
          const { tally, current } = calls;
          onProgress({ calls: tally.total, ...(current === undefined ? {} : { current }) });
        }),
      });
      const context = { prepared, api, limits: this.#limits, timeoutMs, reserveChars };
      const outcome = await advised(this.#outcomeOf(ran, context), typeCheck, context, ran.ending);
      return {
        outcome,
        ...(typeCheck?.report ? { check: typeCheck.report } : {}),
        byMethod: ran.calls.byMethod(),
        timing: {
          totalMs: performance.now() - startedAt,
          sandboxMs: ran.elapsedMs,
          upstreamMs: ran.upstreamMs,
        },
      };
    } finally {
      typeCheck?.end();
      this.#reap(sandbox);
      this.#pool.warmIn(0);
      // Who reads now will write next.
      if (typeCheck && prepared.mentions.length > 0 && hasMutations(api)) {
        this.#checker!.warmIn(CHECKER_AHEAD_MS);
      }
    }
  }

  /** What is known of the run is returned also where a bug of this server keeps it from explaining it. */
  #outcomeOf(ran: Run, context: Context): Outcome {
    try {
      return compose(ran, explain(ran, context), context);
    } catch (error) {
      return { status: "error", error: bug(error), calls: ran.calls.counts(true) };
    }
  }

  /** Ends the process once the answer is on its way, since that takes a millisecond. */
  #reap(sandbox: Sandbox): void {
    const answered = new Promise<void>((resolve) => setTimeout(resolve));
    const reaped = answered.then(() => sandbox[Symbol.asyncDispose]());
    this.#running.add(reaped);
    reaped.finally(() => this.#running.delete(reaped));
  }

  /** Cancels what runs and ends every sandbox process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new DOMException("The server is shutting down", "AbortError"));
    const checkerEnd = this.#checker?.[Symbol.asyncDispose]();
    await Promise.allSettled([...this.#running]);
    await Promise.allSettled([...this.#running]); // the reaping of what has just ended
    await Promise.all([
      this.#pool[Symbol.asyncDispose](),
      this.#preparer[Symbol.asyncDispose](),
      checkerEnd,
    ]);
  }
}
