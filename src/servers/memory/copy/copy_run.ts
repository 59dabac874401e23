import type { Upstream } from "../../../api/bind.ts";
import { sizeOf } from "../file/size_of.ts";
import type { WriteLock } from "../lock/write_lock.ts";
import type { Readiness } from "../readiness.ts";
import { difference, type Summary, summary, wasUndone } from "./changes.ts";
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
  /** The lock, where the run keeps others waiting from its beginning to its end. */
  readonly permit?: Disposable | undefined;
  /** Makes the error that a caller gets. */
  readonly explain: (tool: string, mutates: boolean, error: unknown) => Promise<Error>;
}

/** A server that takes no lock has read the file before our write and replaces it by then. */
const FOREIGN_MS = 30;

/** One run of a program on a copy of the memory, which is taken at its first call. */
export class CopyRun implements Upstream, AsyncDisposable {
  readonly #options: CopyRunOptions;
  readonly #use: Disposable;
  readonly #open = new Set<Promise<unknown>>();
  #copied: Promise<Content> | undefined;
  #after: Content;

  constructor(options: CopyRunOptions) {
    this.#options = options;
    this.#use = options.spare.forRun();
  }

  async call(
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
    const call = gateway.call(tool, args, options);
    const settled = call.catch(() => {}).finally(() => this.#open.delete(settled));
    this.#open.add(settled);
    return await call;
  }

  answerChars(): number {
    return sizeOf(this.#options.memoryFile);
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
    return summary(await difference(textOf(base), textOf(after)));
  }

  /**
   * Replaces the memory file by what `changes` has told, if it still holds what was copied.
   *
   * @param contested whether others were seen to write: one that takes no lock may undo it
   * @throws {MemoryFileError | OwnerNotKept | LockUnavailable} when it cannot be written
   */
  async commit(contested: boolean): Promise<Commit> {
    const { memoryFile, spare, readiness, lock, permit } = this.#options;
    const [base, after] = [await this.#copied, this.#after];
    if (isSame(base, after)) return "written"; // also where others have: it changes nothing
    await readiness.toWrite();
    const copy = await spare.file();
    {
      using _permit = permit ? undefined : await lock.acquire(undefined);
      if (!replaceIfSame(memoryFile, copy, base)) return "changed";
    }
    if (!contested || permit) return "written";
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
    await Deno.rename(await this.#options.spare.file(), path);
    return await this.#copied;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.permit?.[Symbol.dispose]();
    // What is still under way would be written into the copy of the next run.
    if (this.#open.size > 0) await this.#options.spare.stop();
    this.#use[Symbol.dispose]();
  }

  async #copy(): Promise<Content> {
    const { memoryFile, spare, readiness } = this.#options;
    await readiness.toRead();
    const content = await readContent(memoryFile);
    try {
      await spare.load(content);
    } catch (error) {
      throw notCopied(error);
    }
    return content;
  }
}

function textOf(content: Content): string {
  return new TextDecoder().decode(content);
}
