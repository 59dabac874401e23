import type { Upstream } from "../../../api/bind.ts";
import { sizeOf } from "../file/size_of.ts";
import type { WriteLock } from "../lock/write_lock.ts";
import type { Readiness } from "../readiness.ts";
import { difference, type Summary, summary, wasUndone } from "./changes.ts";
import { differentLines } from "./different_lines.ts";
import { type Content, isSame, notCopied, readContent, replaceIfSame } from "./real_file.ts";
import type { Spare } from "./spare.ts";

/** What became of the changes of a run: `changed` where others have changed the memory meanwhile. */
export type Commit = "written" | "changed" | "undone";

export interface CopyRunOptions {
  /** The memory file, an absolute path that is no link. */
  readonly memoryFile: string;
  readonly spare: Spare;
  readonly readiness: Readiness;
  readonly lock: WriteLock;
  /** Whether all others who would change the memory wait, from the first call on. */
  readonly held: boolean;
  /** Makes the error that a caller gets. */
  readonly explain: (tool: string, mutates: boolean, error: unknown) => Promise<Error>;
}

/** A server that takes no lock has read the file before our write and replaces it by then. */
const FOREIGN_MS = 30;

const NONE = new Uint8Array();

/** One run of a program on a copy of the memory, which is taken at its first call. */
export class CopyRun implements Upstream, AsyncDisposable {
  readonly #options: CopyRunOptions;
  readonly #use: Disposable;
  readonly #open = new Set<Promise<unknown>>();
  #copied: Promise<Content> | undefined;
  #permit: Disposable | undefined;
  /** The path of the copy, once it is taken. */
  #file: string | undefined;
  #after: Content;

  constructor(options: CopyRunOptions) {
    this.#options = options;
    this.#use = options.spare.forRun();
  }

  call(
    tool: string,
    args: Record<string, unknown>,
    options: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown> {
    const call = this.#call(tool, args, options);
    const settled = call.catch(() => {}).finally(() => this.#open.delete(settled));
    this.#open.add(settled);
    return call;
  }

  /** An answer holds at most what is in the copy, to which the program may have added much. */
  answerChars(): number {
    return sizeOf(this.#file ?? this.#options.memoryFile);
  }

  /**
   * What the run has changed so far; `undefined` where it has not called the memory.
   *
   * @throws {MemoryFileError} when the memory has become too large
   */
  async changes(): Promise<Summary | undefined> {
    if (!this.#copied) return undefined;
    const base = await this.#copied;
    await Promise.all(this.#open);
    const after = this.#after = await readContent(await this.#options.spare.file());
    if (isSame(base, after)) return { lines: [] };
    return summary(await difference(...differentLines(base ?? NONE, after ?? NONE)));
  }

  /**
   * Replaces the memory file by what `changes` has told, if it still holds what was copied.
   *
   * @param contested whether others were seen to write: one that takes no lock may undo it
   * @throws {MemoryFileError | OwnerNotKept | LockUnavailable} when it cannot be written
   */
  async commit(contested: boolean): Promise<Commit> {
    const { memoryFile, spare, readiness, lock } = this.#options;
    const [base, after] = [await this.#copied, this.#after];
    if (isSame(base, after)) return "written"; // also where others have: it changes nothing
    await readiness.toWrite();
    const copy = await spare.file();
    {
      // At once where it is ours already; never when this server shuts down.
      using _permit = await lock.acquire(undefined);
      if (!replaceIfSame(memoryFile, copy, base)) return "changed";
    }
    if (!contested) return "written";
    await new Promise((resolve) => setTimeout(resolve, FOREIGN_MS));
    const now = await readContent(memoryFile);
    const isUndone = !isSame(after, now) && wasUndone(textOf(base), textOf(after), textOf(now));
    return isUndone ? "undone" : "written";
  }

  /**
   * Moves what `changes` has told to another file.
   *
   * @param path beside the copy
   * @returns what it was made of
   */
  async keep(path: string): Promise<Content> {
    Deno.renameSync(await this.#options.spare.file(), path); // see `removeNow`
    return await this.#copied;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { spare } = this.#options;
    // One that is still being taken would take the place of the next run's copy.
    await this.#copied?.catch(() => {});
    this.#permit?.[Symbol.dispose]();
    // What is still under way would be written into it.
    if (this.#open.size > 0) await spare.stop();
    await spare.unload();
    this.#use[Symbol.dispose]();
  }

  async #call(
    tool: string,
    args: Record<string, unknown>,
    options: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown> {
    const { explain, spare } = this.#options;
    let gateway;
    try {
      await (this.#copied ??= this.#copy());
      gateway = await spare.gateway();
    } catch (error) {
      throw await explain(tool, options.mutates, error);
    }
    return await gateway.call(tool, args, options);
  }

  async #copy(): Promise<Content> {
    const { memoryFile, spare, readiness, lock, held } = this.#options;
    await readiness.toRead();
    // Not before: a program waits for a place to run in, and those who have one may wait for the lock.
    if (held) this.#permit = await lock.acquire(undefined);
    const content = await readContent(memoryFile);
    try {
      await spare.load(content);
      this.#file = await spare.file();
    } catch (error) {
      throw notCopied(error);
    }
    return content;
  }
}

function textOf(content: Content): string {
  return new TextDecoder().decode(content);
}
