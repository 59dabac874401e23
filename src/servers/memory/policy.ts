import type { UpstreamError } from "../../api/upstream_error.ts";
import type { Call } from "../../upstream/call_queue.ts";
import type { Batch, Policy } from "../../upstream/gateway.ts";
import type { McpSession } from "../../upstream/session.ts";
import { detailOf } from "../../upstream/trouble.ts";
import { coalesces, merge, split, together } from "./coalesce.ts";
import { explainFailure, shuttingDown } from "./explain_failure.ts";
import { OwnerGuard } from "./file/owner_guard.ts";
import type { WriteLock } from "./lock/write_lock.ts";
import { Readiness } from "./readiness.ts";

/** What every reading tool answers of a memory that isn't there yet. */
const EMPTY_GRAPH = { entities: [], relations: [] };

const NOTHING_HELD: Disposable = { [Symbol.dispose]: () => {} };

export interface MemoryPolicyOptions {
  /** The memory file, an absolute path that is no link. */
  readonly memoryFile: string;
  /** The command line of another memory server that is used instead of the pinned one. */
  readonly command?: readonly string[];
  /** How this installation repairs the memory file, as a person types it. */
  readonly repairCommand?: string;
  /** What a write holds; left out for a file that is ours alone, which needs no backup either. */
  readonly lock?: WriteLock;
  /** Hears what people should know of the machine, with paths and processes. */
  readonly tell: (text: string) => void;
}

/**
 * What is peculiar to server-memory: its file is looked at before the first call, its mutations hold a lock
 * that all code-mode servers on the same file share, and calls of some tools become one.
 */
export class MemoryPolicy implements Policy {
  readonly batch: Batch;
  readonly #options: MemoryPolicyOptions;
  readonly #readiness: Readiness | undefined;
  /** Keeps mode and owner of the file for a server that does not do so itself. */
  readonly #guard: OwnerGuard | undefined;

  constructor(options: MemoryPolicyOptions) {
    const { memoryFile, command, lock, tell } = options;
    this.#options = options;
    const takesMarks = command === undefined;
    if (lock) this.#readiness = new Readiness({ memoryFile, takesMarks, lock, tell });
    if (command) this.#guard = new OwnerGuard(memoryFile);
    // The tools of another server may answer otherwise.
    this.batch = { gathers: coalesces, together: command ? () => 1 : together, merge, split };
  }

  /** Sees before the first read to what reading needs, and before the first write to what writing needs. */
  async prepare({ mutates }: Pick<Call, "mutates">): Promise<{ answer: unknown } | undefined> {
    if (!this.#readiness) return;
    if (mutates) await this.#readiness.toWrite();
    // There is no folder that our own server could be started in.
    else if (await this.#readiness.toRead() === "no folder" && !this.#guard) {
      return { answer: EMPTY_GRAPH };
    }
  }

  async acquire(pid: number | undefined): Promise<Disposable> {
    return await this.#options.lock?.acquire(pid) ?? NOTHING_HELD;
  }

  async call(session: McpSession, { tool, args, mutates }: Call): Promise<unknown> {
    if (!mutates || !this.#guard) return await session.call(tool, args);
    const { lock } = this.#options;
    const was = this.#guard.before();
    lock?.note(was);
    try {
      return await session.call(tool, args);
    } finally {
      this.#putBack(this.#guard, was);
    }
  }

  async explain(call: Call, error: unknown): Promise<UpstreamError> {
    const failure = await explainFailure(call, error, this.#options);
    if (failure.detail !== undefined) this.#options.tell(failure.detail);
    return failure;
  }

  closed(tool: string): UpstreamError {
    return shuttingDown(tool);
  }

  /** Not being able to doesn't undo the write, whose answer stands. */
  #putBack(guard: OwnerGuard, was: Deno.FileInfo | undefined): void {
    const { memoryFile, lock, tell } = this.#options;
    try {
      guard.after(was);
      lock?.note(undefined);
    } catch (error) {
      tell(`Cannot put back the mode of the memory file "${memoryFile}": ${detailOf(error)}`);
    }
  }
}
