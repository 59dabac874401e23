import { CallQueue, type QueuedCall } from "./call_queue.ts";
import { coalesces, merge, split, together } from "./coalesce.ts";
import { explainFailure, shuttingDown } from "./explain_failure.ts";
import { AnswerTooLong, ConnectionLost, type McpSession, Refusal } from "./mcp_session.ts";
import type { SessionLimits } from "./mcp_session.ts";
import { prepareMemoryFile } from "./memory_file.ts";
import { spawnServer } from "./spawn_server.ts";
import { Supervisor } from "./supervisor.ts";
import { type LockLimits, WriteLock } from "./write_lock.ts";

/** Every limit of the gateway; what is left out keeps its default. */
export interface GatewayLimits extends SessionLimits, LockLimits {
  /** How long `close()` waits for what is in flight, in milliseconds. */
  readonly closeMs: number;
}

const DEFAULTS: GatewayLimits = {
  startMs: 60_000, // `npx` may have to download the server first
  callMs: 25_000, // below a submission's default deadline, so that it hears of a server that hangs
  answerBytes: 24 * 2 ** 20, // an answer holds its data twice, and all of it is read at once
  lockMs: 5_000, // fifty bursts of somebody else
  burstMs: 100, // others who write notice nothing of it
  closeMs: 2_000, // clients kill a server that takes longer to end
};

export interface GatewayOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  /** The command line of another memory server to use in place of the pinned one. */
  readonly command?: readonly string[];
  readonly limits?: Partial<GatewayLimits>;
}

/**
 * The only way to the memory server. Calls go out in the order in which they were issued. A mutation
 * goes alone, since server-memory keeps one of several at once, and under a lock that is shared by
 * all servers of ours on the same file; a server-memory that others start there takes no lock, and
 * when it writes at the same moment, one of both writes is lost.
 */
export class MemoryGateway implements AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #supervisor: Supervisor;
  readonly #lock: WriteLock;
  readonly #queue = new CallQueue();
  readonly #inFlight = new Set<Promise<void>>();
  /** The reads that the next ones like them wait for, so that those who wait go together. */
  #together: Promise<void> | undefined;
  #prepared: Promise<void> | undefined;
  #running = false;
  #closing = false;

  constructor(options: GatewayOptions) {
    const { memoryFile, command, limits } = options;
    this.#options = options;
    this.#limits = { ...DEFAULTS, ...limits };
    this.#supervisor = new Supervisor(() => spawnServer(memoryFile, command), this.#limits);
    this.#lock = new WriteLock(`${memoryFile}.lock`, this.#limits);
  }

  /** Starts the memory server in the background; a failure is told by the calls that need it. */
  start(): void {
    this.#session().catch(() => {});
  }

  /**
   * Carries out one call of the memory server.
   *
   * @param tool the tool's name, e.g. `open_nodes`.
   * @param args its arguments.
   * @param options.mutates whether it changes data: then it goes alone and is never repeated.
   * @param options.signal drops the call as long as it has not been forwarded.
   * @returns the structured content of the answer, which callers may share and must not change.
   * @throws {UpstreamError} when there is no such answer.
   */
  call(
    tool: string,
    args: Record<string, unknown>,
    { mutates, signal }: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(shuttingDown(tool));
      this.#queue.push({ tool, args, mutates, signal, resolve, reject });
      if (!this.#running) this.#run();
    });
  }

  /** Waits for what is in flight, rejects what is not, and ends the memory server. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#supervisor.retire();
    this.#queue.clear(({ tool }) => shuttingDown(tool));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const bounded = new Promise((resolve) => timer = setTimeout(resolve, this.#limits.closeMs));
    await Promise.race([bounded, Promise.all(this.#inFlight)]);
    clearTimeout(timer);
    await this.#supervisor.close();
    await Promise.all(this.#inFlight);
    this.#lock[Symbol.dispose]();
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
    if (head.mutates) await Promise.all(this.#inFlight);
    else if (coalesces(head.tool)) await this.#together;
    let session: McpSession;
    let permit: Disposable | undefined;
    try {
      session = await this.#session();
      if (head.mutates) permit = await this.#lock.acquire(session.pid);
    } catch (error) {
      this.#queue.remove(head);
      return this.#reject([head], error);
    }
    using _permit = permit;
    // While we waited it may have been dropped, or its server may have died.
    if (this.#queue.head !== head || !session.alive) return;
    const calls = this.#queue.take(this.#options.command ? () => 1 : together);
    const done = this.#forward(calls, session).finally(() => this.#inFlight.delete(done));
    this.#inFlight.add(done);
    if (head.mutates) await done;
    else if (coalesces(head.tool)) this.#together = done;
  }

  /** Carries out `calls` as one, and one by one when that is refused, so that all get their own. */
  async #forward(calls: readonly QueuedCall[], session: McpSession, first = true): Promise<void> {
    const { tool, mutates } = calls[0]!;
    try {
      const answers = split(calls, await session.call(tool, merge(calls)));
      calls.forEach((call, index) => call.resolve(answers[index]));
    } catch (error) {
      if (error instanceof ConnectionLost && !mutates && first) return this.#again(calls, false);
      const nothingDone = error instanceof Refusal || (error instanceof AnswerTooLong && !mutates);
      if (calls.length === 1 || !nothingDone) return this.#reject(calls, error);
      for (const call of calls) await this.#again([call], true);
    }
  }

  async #again(calls: readonly QueuedCall[], first: boolean): Promise<void> {
    let session: McpSession;
    try {
      session = await this.#session();
    } catch (error) {
      return this.#reject(calls, error);
    }
    await this.#forward(calls, session, first);
  }

  async #session(): Promise<McpSession> {
    await this.#prepare();
    return await this.#supervisor.session();
  }

  #prepare(): Promise<void> {
    return this.#prepared ??= prepareMemoryFile(this.#options.memoryFile).catch((error) => {
      // The next call looks again: somebody may have repaired it.
      this.#prepared = undefined;
      throw error;
    });
  }

  async #reject(calls: readonly QueuedCall[], error: unknown): Promise<void> {
    // Should the explanation fail too, its failure is the answer: nobody waits for ever.
    const failure = await explainFailure(calls[0]!, error, this.#options).catch((other) => other);
    for (const call of calls) call.reject(failure);
  }
}
