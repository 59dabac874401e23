import { replaceable } from "./memory_file.ts";
import { writeNewFile } from "./new_file.ts";
import { temporaryPath } from "./backup.ts";
import { fileAt, giveOwner, type Owner, sameOwner } from "./owner.ts";
import { plainFile } from "./plain_file.ts";

/** Mode of a file that wasn't there before. */
const NEW_MODE = 0o600;

/**
 * Keeps mode and owner of a memory file for a memory server of the user's own, which may replace it by
 * one that has those of any new file: what was is put back before the write is answered.
 */
export class OwnerGuard {
  /** What we are known to be able to give a file. */
  #possible: Owner | undefined;
  /** What could not be put back: nothing more is written before it is. */
  #owed: Owner | undefined;

  constructor(readonly memoryFile: string) {}

  /**
   * Looks at the file before a write.
   *
   * @returns what it is; undefined when there is none.
   * @throws {MemoryFileError} when it must not be written to.
   * @throws {OwnerNotKept} when we could not put it back.
   */
  before(): Deno.FileInfo | undefined {
    if (this.#owed) this.#give(this.#owed);
    const was = replaceable(this.memoryFile);
    if (was && !(this.#possible && sameOwner(was, this.#possible))) {
      const trial = temporaryPath(this.memoryFile);
      writeNewFile(trial, "", was);
      Deno.removeSync(trial);
      this.#possible = was;
    }
    return was;
  }

  /**
   * Puts mode and owner back after a write.
   *
   * @param was what `before` returned.
   * @throws {OwnerNotKept}
   */
  after(was: Deno.FileInfo | undefined): void {
    const is = plainFile(this.memoryFile, Infinity);
    if (!is || (was && sameOwner(is, was))) return;
    const { uid, gid, mode } = is;
    const wanted = was ?? { uid, gid, mode: mode === null ? null : NEW_MODE };
    this.#give(wanted);
  }

  #give(wanted: Owner): void {
    this.#owed = wanted;
    giveOwner(fileAt(this.memoryFile), wanted);
    this.#owed = undefined;
  }
}
