import type { UpstreamError } from "../../../api/upstream_error.ts";
import { explainFailure } from "../explain_failure.ts";
import { linkTarget } from "../file/path.ts";
import { type LockLimits, WriteLock } from "../lock/write_lock.ts";
import { Readiness } from "../readiness.ts";
import { tellOnce } from "../../../upstream/tell_once.ts";
import type { Summary } from "./changes.ts";
import { removeAbandoned } from "./copy_folder.ts";
import { CopyRun } from "./copy_run.ts";
import { type Applied, Plans } from "./plans.ts";
import { Spare } from "./spare.ts";

export interface MemoryCopiesOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  readonly limits: Pick<LockLimits, "lockMs"> & { readonly answerBytes?: number };
  /** How this installation repairs the memory file, as a person types it. */
  readonly repairCommand?: string;
  /** Hears what people should know of the machine, with paths and processes. */
  readonly tell?: (text: string) => void;
}

/** One write follows no other: it is let go after some milliseconds. */
const BURST_MS = 100;

/** Copies of the memory for programs whose changes count later or not at all. One program at a time. */
export class MemoryCopies implements AsyncDisposable {
  readonly #memoryFile: string;
  readonly #options: MemoryCopiesOptions;
  readonly #lock: WriteLock;
  readonly #readiness: Readiness;
  readonly #spare: Spare;
  readonly #plans: Plans;
  readonly #tell: (text: string) => void;

  constructor(options: MemoryCopiesOptions) {
    this.#options = options;
    const memoryFile = this.#memoryFile = linkTarget(options.memoryFile);
    const tell = this.#tell = tellOnce(options.tell);
    // For this lock the gateway of the memory is another server like all others.
    const lock = this.#lock = new WriteLock(`${memoryFile}.lock`, {
      ...options.limits,
      burstMs: BURST_MS,
    });
    this.#readiness = new Readiness({ memoryFile, takesMarks: true, lock, tell });
    this.#spare = new Spare(memoryFile, options.limits);
    this.#plans = new Plans(this.#spare);
  }

  /** Removes what killed servers have left, in the background. */
  start(): void {
    removeAbandoned(this.#memoryFile).catch((error) =>
      this.#tell(`Cannot remove old copies of the memory file: ${(error as Error).message}`)
    );
  }

  /**
   * Begins a run.
   *
   * @param held whether all others who would change the memory wait from its first call to its end
   */
  begin(held: boolean): CopyRun {
    // It is there when the program has been read.
    this.#spare.gateway().catch(() => {}); // the first call reports the failure
    return new CopyRun({
      memoryFile: this.#memoryFile,
      spare: this.#spare,
      readiness: this.#readiness,
      lock: this.#lock,
      held,
      explain: (tool, mutates, error) => this.explain(tool, mutates, error),
    });
  }

  /** Keeps what a run has changed. @returns the id of the plan */
  keep(run: CopyRun, changes: Summary): Promise<string> {
    return this.#plans.keep(run, changes);
  }

  /** Writes a plan; see `Plans.apply`. */
  async apply(id: string): Promise<Applied> {
    await this.#readiness.toWrite();
    return await this.#plans.apply(id, this.#memoryFile, this.#lock);
  }

  /** Makes the error of a copy that cannot be taken or written; people hear more of it. */
  async explain(tool: string, mutates: boolean, error: unknown): Promise<UpstreamError> {
    const { repairCommand } = this.#options;
    const failure = await explainFailure(
      { tool, args: {}, mutates, alone: mutates, signal: NEVER },
      error,
      {
        memoryFile: this.#memoryFile,
        ...(repairCommand === undefined ? {} : { repairCommand }),
      },
    );
    if (failure.detail !== undefined) this.#tell(failure.detail);
    return failure;
  }

  /** From now on nothing is written, but what has the lock already. */
  retire(): void {
    this.#lock.retire();
  }

  /** No run may be left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#plans[Symbol.dispose]();
    await this.#spare[Symbol.asyncDispose]();
    this.#lock[Symbol.dispose]();
  }
}

const NEVER = new AbortController().signal;
