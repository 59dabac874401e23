import { CallQueue, type QueuedCall } from "../../upstream/call_queue.ts";
import { coalesces, merge, split, together } from "./coalesce.ts";
import { explainFailure, shuttingDown } from "./explain_failure.ts";
import { AnswerTooLong, ConnectionLost, type McpSession, Refusal } from "../../upstream/session.ts";
import type { SessionLimits } from "../../upstream/session.ts";
import { linkTarget } from "./file/path.ts";
import { OwnerGuard } from "./file/owner_guard.ts";
import { Readiness } from "./readiness.ts";
import { spawnServer } from "./spawn.ts";
import { Supervisor } from "../../upstream/supervisor.ts";
import { tellOnce } from "../../upstream/tell_once.ts";
import { detailOf } from "../../upstream/trouble.ts";
import { type LockLimits, WriteLock } from "./lock/write_lock.ts";

/** Every limit of the gateway; what is left out keeps its default. */
export interface GatewayLimits extends SessionLimits, LockLimits {
  /** How long `close()` waits for a mutation that is in flight, in milliseconds. */
  readonly closeMs: number;
}

const DEFAULTS: GatewayLimits = {
  startMs: 60_000, // `npx` may have to download the server first
  callMs: 25_000, // below a submission's default deadline, so that it hears of a server that hangs
  answerBytes: 24 * 2 ** 20, // an answer holds its data twice, and all of it is read at once
  lockMs: 5_000, // fifty bursts of somebody else
  burstMs: 100, // others who write notice nothing of it
  closeMs: 700, // clients kill a server that takes two seconds to end; closing its server takes up to one
};

export interface GatewayOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  /** The command line of another memory server to use in place of the pinned one. */
  readonly command?: readonly string[];
  readonly limits?: Partial<GatewayLimits>;
  /**
   * How this installation repairs the memory file, as a person types it. It goes into errors' remedies,
   * which callers may see: leave it out where they have no business with this machine.
   */
  readonly repairCommand?: string;
  /** Hears what people should know of the machine: each thing once, with paths and processes. */
  readonly tell?: (text: string) => void;
}

/** What every reading tool answers of a memory that isn't there yet. */
const EMPTY_GRAPH = { entities: [], relations: [] };

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
  /** The mutation that was forwarded last. */
  #mutating: Promise<void> | undefined;
  /** The reads that the next ones like them wait for, so that those who wait go together. */
  #together: Promise<void> | undefined;
  readonly #readiness: Readiness;
  readonly #guard: OwnerGuard | undefined;
  readonly #tell: (text: string) => void;
  #running = false;
  #closing = false;

  constructor(options: GatewayOptions) {
    const { command, limits } = options;
    // A write would replace a link by a file.
    const memoryFile = linkTarget(options.memoryFile);
    this.#options = { ...options, memoryFile };
    this.#limits = { ...DEFAULTS, ...limits };
    this.#supervisor = new Supervisor(() => spawnServer(memoryFile, command), this.#limits);
    this.#lock = new WriteLock(`${memoryFile}.lock`, this.#limits);
    this.#tell = tellOnce(options.tell);
    this.#readiness = new Readiness({
      memoryFile,
      takesMarks: command === undefined,
      lock: this.#lock,
      tell: this.#tell,
    });
    if (command) this.#guard = new OwnerGuard(memoryFile);
  }

  /** Starts the memory server in the background; a failure is told by the calls that need it. */
  start(): void {
    const started = async () => await this.#prepare(false) && await this.#supervisor.session();
    started().catch(() => {});
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

  /** An answer holds at most what is in the file, which has hardly less in front of it. */
  answerChars(): number {
    try {
      return Deno.statSync(this.#options.memoryFile).size;
    } catch {
      return 0; // there is none yet
    }
  }

  /**
   * Waits for a mutation that is in flight, rejects what is not, and ends the memory server. The lock is
   * let go when it has answered or is gone.
   */
  async close(): Promise<void> {
    this.#closing = true;
    this.#supervisor.retire();
    this.#queue.clear(({ tool }) => shuttingDown(tool));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const bounded = new Promise((resolve) => timer = setTimeout(resolve, this.#limits.closeMs));
    await Promise.race([bounded, this.#mutating]);
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
      if (!await this.#prepare(head.mutates)) {
        this.#queue.remove(head);
        return head.resolve(EMPTY_GRAPH);
      }
      session = await this.#supervisor.session();
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
    if (head.mutates) await (this.#mutating = done);
    else if (coalesces(head.tool)) this.#together = done;
  }

  /** Carries out `calls` as one, and one by one when that is refused, so that all get their own. */
  async #forward(calls: readonly QueuedCall[], session: McpSession, first = true): Promise<void> {
    const { tool, mutates } = calls[0]!;
    try {
      const answers = split(calls, await this.#call(session, tool, merge(calls), mutates));
      calls.forEach((call, index) => call.resolve(answers[index]));
    } catch (error) {
      if (error instanceof ConnectionLost && !mutates && first) return this.#again(calls, false);
      const nothingDone = error instanceof Refusal || (error instanceof AnswerTooLong && !mutates);
      if (calls.length === 1 || !nothingDone) return this.#reject(calls, error);
      for (const call of calls) await this.#again([call], true);
    }
  }

  /** Carries out one call, and keeps mode and owner of the file where the server doesn't do so itself. */
  async #call(
    session: McpSession,
    tool: string,
    args: Record<string, unknown>,
    mutates: boolean,
  ): Promise<unknown> {
    if (!mutates || !this.#guard) return await session.call(tool, args);
    const was = this.#guard.before();
    this.#lock.note(was);
    try {
      return await session.call(tool, args);
    } finally {
      this.#putBack(this.#guard, was);
    }
  }

  /** Not being able to doesn't undo the write, whose answer stands. */
  #putBack(guard: OwnerGuard, was: Deno.FileInfo | undefined): void {
    try {
      guard.after(was);
      this.#lock.note(undefined);
    } catch (error) {
      const { memoryFile } = this.#options;
      this.#tell(`Cannot put back the mode of the memory file "${memoryFile}": ${detailOf(error)}`);
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

  /**
   * Does before the first read what reading needs, and before the first write what writing needs.
   *
   * @returns false when there is nothing to read, not even a folder that a server could be started in.
   */
  async #prepare(mutates: boolean): Promise<boolean> {
    if (mutates) await this.#readiness.toWrite();
    else if (await this.#readiness.toRead() === "no folder") return this.#guard !== undefined;
    return true;
  }

  async #reject(calls: readonly QueuedCall[], error: unknown): Promise<void> {
    // Should the explanation fail too, its failure is the answer: nobody waits for ever.
    const failure = await explainFailure(calls[0]!, error, this.#options).catch((other) => other);
    if (failure.detail !== undefined) this.#tell(failure.detail);
    for (const call of calls) call.reject(failure);
  }
}
