import { Gateway } from "../../upstream/gateway.ts";
import type { SessionLimits } from "../../upstream/session.ts";
import { Supervisor } from "../../upstream/supervisor.ts";
import { tellOnce } from "../../upstream/tell_once.ts";
import { sizeOf } from "./file/size_of.ts";
import { linkTarget } from "./file/path.ts";
import { type LockLimits, WriteLock } from "./lock/write_lock.ts";
import { MemoryPolicy } from "./policy.ts";
import { spawnServer } from "./spawn.ts";

/** Every limit of the gateway; what is left out keeps its default. */
export interface GatewayLimits extends SessionLimits, LockLimits {
  /** How long `close()` waits for a mutation that is in flight, in milliseconds. */
  readonly closeMs: number;
  /** Ends the memory server after so long without a call, in milliseconds: the next call starts another. */
  readonly idleMs?: number;
}

const DEFAULTS: GatewayLimits = {
  startMs: 60_000, // `npx` may have to download the server first
  callMs: 25_000, // below a submission's default deadline, so that it hears of a server that hangs
  answerBytes: 24 * 2 ** 20, // an answer holds its data twice, and all of it is read at once
  lockMs: 5_000, // fifty bursts of another server
  burstMs: 100, // others who write notice nothing of it
  closeMs: 700, // clients kill a server that takes two seconds to end; closing its server takes up to one
};

export interface GatewayOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  /** The command line of another memory server to use instead of the pinned one. */
  readonly command?: readonly string[];
  readonly limits?: Partial<GatewayLimits>;
  /**
   * How this installation repairs the memory file, as a person types it. It goes into errors' remedies,
   * which callers may see: leave it out where they have no business with this machine.
   */
  readonly repairCommand?: string;
  /** Whether the file is a copy that only we write into: it needs neither a lock nor a backup. */
  readonly isPrivate?: boolean;
  /** Hears what people should know of the machine: each thing once, with paths and processes. */
  readonly tell?: (text: string) => void;
}

/**
 * The only way to the memory server. A mutation goes alone, since server-memory keeps one of several at
 * once, and under a lock that is shared by all code-mode servers on the same file; a server-memory that
 * others start there takes no lock, and when both write at the same moment, one of the writes is lost.
 */
export class MemoryGateway implements AsyncDisposable {
  readonly #memoryFile: string;
  readonly #lock: WriteLock | undefined;
  readonly #gateway: Gateway;

  constructor({ command, repairCommand, ...options }: GatewayOptions) {
    const limits = { ...DEFAULTS, ...options.limits };
    // A write would replace a link by a file.
    const memoryFile = this.#memoryFile = linkTarget(options.memoryFile);
    if (!options.isPrivate) this.#lock = new WriteLock(`${memoryFile}.lock`, limits);
    const policy = new MemoryPolicy({
      memoryFile,
      tell: tellOnce(options.tell),
      ...(this.#lock === undefined ? {} : { lock: this.#lock }),
      ...(command === undefined ? {} : { command }),
      ...(repairCommand === undefined ? {} : { repairCommand }),
    });
    const supervisor = new Supervisor(() => spawnServer(memoryFile, command), limits, "memory");
    this.#gateway = new Gateway(supervisor, policy, limits);
  }

  /** Starts the memory server in the background; the calls that need it report a failure. */
  start(): void {
    this.#gateway.start();
  }

  /**
   * Carries out one call of the memory server.
   *
   * @param tool the tool's name, e.g. `open_nodes`
   * @param args its arguments
   * @param options.mutates whether it changes data: then it goes alone and is never repeated
   * @param options.signal drops the call as long as it has not been forwarded
   * @returns the structured content of the answer, which callers may share and must not change
   * @throws {UpstreamError} when there is no such answer
   */
  call(
    tool: string,
    args: Record<string, unknown>,
    { mutates, signal }: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown> {
    return this.#gateway.call({ tool, args, mutates, alone: mutates, signal });
  }

  /** An answer holds at most what is in the file, which has hardly less in front of it. */
  answerChars(): number {
    return sizeOf(this.#memoryFile);
  }

  /**
   * Waits for a mutation that is in flight, rejects what is not, and ends the memory server. The lock is
   * released when it has answered or is gone.
   */
  async close(): Promise<void> {
    await this.#gateway.close();
    this.#lock?.[Symbol.dispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
