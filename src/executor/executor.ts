import { type Api, type ApiNames, namesOf } from "../api/method.ts";
import type { Limits } from "../config.ts";
import { compose } from "./compose.ts";
import { explain } from "./explain.ts";
import type { Outcome, SubmissionError } from "./outcome.ts";
import { SandboxPool } from "./pool.ts";
import { TypeEraser } from "./prepare/eraser/type_eraser.ts";
import { prepare } from "./prepare/prepare.ts";
import { Queue, QueueError } from "./queue.ts";
import { run } from "./run.ts";
import { Sandbox, type SpawnSandbox, spawnSandbox } from "./sandbox.ts";

/** What runs now, for a client that asked to be told. */
export interface Progress {
  /** Calls made so far. */
  calls: number;
  /** The method of the oldest call that is open. */
  current?: string;
}

export interface ExecuteOptions {
  /** Deadline in milliseconds from the start of the code; at most the limit `maxTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Aborted when the client takes the request back: the code stops, its waiting calls are dropped. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** An outcome, and what only people and their tools want to know of it. */
export interface Execution {
  outcome: Outcome;
  /** Calls by method. */
  byMethod: Record<string, number>;
  timing: {
    /** From the request to the answer. */
    totalMs: number;
    /** From the start of the code to its end. */
    sandboxMs: number;
    /** Of that, with at least one call open. */
    upstreamMs: number;
  };
}

const LINE_SLACK = 64 * 1024;
/** What the answer holds besides result and logs: status, counts, a hint. */
const ENVELOPE_CHARS = 2_000;

/** Turns source text into an outcome: queue, preparation, a sandbox of its own, explanation. */
export class Executor implements AsyncDisposable {
  #api: Api;
  #names: ApiNames;
  #limits: Limits;
  #queue: Queue;
  #pool: SandboxPool;
  #eraser = new TypeEraser();
  #closing = new AbortController();
  #running = new Set<Promise<unknown>>();

  /** @param spawn starts the process of a sandbox */
  constructor(api: Api, limits: Limits, spawn: SpawnSandbox = spawnSandbox) {
    this.#api = api;
    this.#names = namesOf(api);
    this.#limits = limits;
    this.#queue = new Queue(limits.concurrent, limits.waiting, limits.waitMs);
    const setup = {
      names: this.#names,
      inFlight: limits.inFlight,
      argumentChars: limits.argumentChars,
      resultChars: limits.answerChars - limits.logChars - ENVELOPE_CHARS,
      memoryBytes: limits.memoryMb * 2 ** 20,
    };
    // A character is at most 3 bytes of UTF-8, and one in a string of a string at most 7 of JSON.
    const chars = Math.max(limits.argumentChars, limits.answerChars * 2);
    this.#pool = new SandboxPool(() => Sandbox.start(setup, chars * 3 + LINE_SLACK, spawn));
  }

  /** Starts the first sandbox process, so that the first submission doesn't wait for it. */
  warm(): void {
    this.#pool.warm();
  }

  /** Runs `source` and answers with what became of it. Never throws for what the code is or does. */
  async execute(source: string, options: ExecuteOptions = {}): Promise<Execution> {
    const startedAt = performance.now();
    const signals = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(signals);
    const job = this.#execute(source, options, signal, startedAt);
    this.#running.add(job);
    try {
      return await job;
    } finally {
      this.#running.delete(job);
    }
  }

  async #execute(
    source: string,
    { timeoutMs: asked = this.#limits.timeoutMs, onProgress }: ExecuteOptions,
    signal: AbortSignal,
    startedAt: number,
  ): Promise<Execution> {
    const failed = (error: SubmissionError): Execution => ({
      outcome: { status: "error", error, calls: { total: 0 } },
      byMethod: {},
      timing: { totalMs: performance.now() - startedAt, sandboxMs: 0, upstreamMs: 0 },
    });
    const timeoutMs = Math.min(asked, this.#limits.maxTimeoutMs);
    let place: Disposable;
    try {
      place = await this.#queue.take(signal);
    } catch (error) {
      if (error instanceof QueueError) {
        return failed({ kind: "unavailable", message: error.message });
      }
      return failed({ kind: "cancelled", message: "The client cancelled the request" });
    }
    using _place = place;
    const prepared = await prepare(source, this.#names, this.#limits, this.#eraser);
    if ("kind" in prepared) return failed(prepared);
    let sandbox: Sandbox;
    try {
      sandbox = await this.#pool.take();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return failed({
        kind: "unavailable",
        message,
        hint: "Try again; if it stays, tell the user",
      });
    }
    try {
      const ran = await run({
        sandbox,
        module: prepared.module,
        api: this.#api,
        limits: this.#limits,
        timeoutMs,
        signal,
        onProgress: onProgress && ((calls) => {
          const { total, current } = calls;
          onProgress({ calls: total, ...(current === undefined ? {} : { current }) });
        }),
      });
      const context = { prepared, api: this.#api, limits: this.#limits, timeoutMs };
      return {
        outcome: compose(ran, explain(ran, context), context),
        byMethod: ran.calls.byMethod(),
        timing: {
          totalMs: performance.now() - startedAt,
          sandboxMs: ran.elapsedMs,
          upstreamMs: ran.calls.upstreamMs,
        },
      };
    } finally {
      this.#reap(sandbox);
      this.#pool.warmIn(0);
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
    await Promise.allSettled([...this.#running]);
    await Promise.allSettled([...this.#running]); // the reaping of what has just ended
    await Promise.all([this.#pool[Symbol.asyncDispose](), this.#eraser[Symbol.asyncDispose]()]);
  }
}
