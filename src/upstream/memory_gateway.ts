import { CallQueue, type QueuedCall } from "./call_queue.ts";
import { AnswerTooLong, ConnectionLost, type McpSession } from "./mcp_session.ts";
import { spawnServer } from "./spawn_server.ts";
import { Supervisor } from "./supervisor.ts";
import { UpstreamError } from "./upstream_error.ts";

/** Every limit of the gateway; what is left out keeps its default. */
export interface GatewayLimits {
  /** Until the memory server must have started, in milliseconds: `npx` may download it first. */
  readonly startMs: number;
  /** Until a call must be answered, in milliseconds: below a submission's default deadline of 30 s. */
  readonly callMs: number;
  /** The longest answer that is taken, in bytes as it is sent: it holds the data twice. */
  readonly answerBytes: number;
  /** How long `close()` waits for what is in flight, in milliseconds. */
  readonly closeMs: number;
}

const DEFAULTS: GatewayLimits = {
  startMs: 60_000,
  callMs: 25_000,
  answerBytes: 24 * 2 ** 20,
  closeMs: 2_000,
};

export interface GatewayOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  /** The command line of another memory server to use in place of the pinned one. */
  readonly command?: readonly string[];
  readonly limits?: Partial<GatewayLimits>;
}

/**
 * The only way to the memory server. Calls go out in the order in which they were issued; a mutation
 * goes alone, because server-memory loses all but one of several at once.
 */
export class MemoryGateway implements AsyncDisposable {
  readonly #limits: GatewayLimits;
  readonly #file: string;
  readonly #command: readonly string[] | undefined;
  readonly #supervisor: Supervisor;
  readonly #queue = new CallQueue();
  readonly #inFlight = new Set<Promise<void>>();
  #running = false;
  #closing = false;

  constructor({ memoryFile, command, limits }: GatewayOptions) {
    this.#file = memoryFile;
    this.#command = command;
    this.#limits = { ...DEFAULTS, ...limits };
    this.#supervisor = new Supervisor(() => spawnServer(memoryFile, command), this.#limits);
  }

  /** Starts the memory server in the background; a failure is told by the calls that need it. */
  start(): void {
    this.#supervisor.session().catch(() => {});
  }

  /**
   * Carries out one call of the memory server.
   *
   * @param tool the tool's name, e.g. `open_nodes`.
   * @param args its arguments.
   * @param options.mutates whether it changes data: then it goes alone and is never repeated.
   * @param options.signal drops the call as long as it has not been forwarded.
   * @returns the structured content of the answer.
   * @throws {UpstreamError} when there is no such answer.
   */
  call(
    tool: string,
    args: Record<string, unknown>,
    { mutates, signal }: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(this.#unavailable(tool, "this server is shutting down"));
      this.#queue.push({ tool, args, mutates, signal, resolve, reject });
      if (!this.#running) this.#run();
    });
  }

  /** Waits for what is in flight, rejects what is not, and ends the memory server. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#queue.clear(({ tool }) => this.#unavailable(tool, "this server is shutting down"));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const bounded = new Promise((resolve) => timer = setTimeout(resolve, this.#limits.closeMs));
    await Promise.race([bounded, Promise.all(this.#inFlight)]);
    clearTimeout(timer);
    await this.#supervisor.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let head = this.#queue.head; head; head = this.#queue.head) {
      if (head.mutates) await Promise.all(this.#inFlight);
      let session: McpSession;
      try {
        session = await this.#supervisor.session();
      } catch (error) {
        for (const call of this.#queue.take(() => false)) {
          call.reject(this.#notStarted(call.tool, error as Error));
        }
        continue;
      }
      // What was the head may have been dropped meanwhile.
      if (this.#queue.head !== head) continue;
      const [call] = this.#queue.take(() => false);
      const done = this.#forward(call!, session).finally(() => this.#inFlight.delete(done));
      this.#inFlight.add(done);
      if (head.mutates) await done;
    }
    this.#running = false;
  }

  async #forward(call: QueuedCall, session: McpSession): Promise<void> {
    try {
      call.resolve(await session.call(call.tool, call.args));
    } catch (error) {
      if (error instanceof ConnectionLost && !call.mutates) return this.#retry(call);
      call.reject(this.#explain(call, error as Error));
    }
  }

  /** A read that was lost with its server changes nothing, so it is sent once more. */
  async #retry(call: QueuedCall): Promise<void> {
    try {
      const session = await this.#supervisor.session();
      call.resolve(await session.call(call.tool, call.args));
    } catch (error) {
      call.reject(this.#explain(call, error as Error));
    }
  }

  #explain({ tool, mutates }: QueuedCall, error: Error): UpstreamError {
    const options = { server: "memory", tool, cause: error };
    if (error instanceof AnswerTooLong) {
      return new UpstreamError(
        mutates ? "unknown" : "failed",
        `Cannot take an answer of ${megabytes(error.bytes)} MB: it may have ${
          megabytes(this.#limits.answerBytes)
        } MB; ask for less of the graph at a time`,
        options,
      );
    }
    if (!(error instanceof ConnectionLost)) {
      return new UpstreamError("failed", error.message, options);
    }
    if (!mutates) return this.#unavailable(tool, error.message);
    return new UpstreamError(
      "unknown",
      `Cannot tell whether the call was carried out: the memory server was lost before it ` +
        `answered (${error.message}); read the data back before you repeat the call`,
      options,
    );
  }

  #notStarted(tool: string, error: Error): UpstreamError {
    return this.#unavailable(
      tool,
      this.#command
        ? `"${this.#command.join(" ")}" did not start as a memory server: ${error.message}; ` +
          "try the command in a terminal, or leave out --memory-command"
        : `the memory server did not start: ${error.message}`,
    );
  }

  #unavailable(tool: string, why: string): UpstreamError {
    const message = `Cannot use the memory file "${this.#file}": ${why}`;
    return new UpstreamError("unavailable", message, { server: "memory", tool });
  }
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
