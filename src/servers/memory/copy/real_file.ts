import { Buffer } from "node:buffer";
import { COPY_BYTES } from "./limits.ts";
import { ignoreMissing } from "../file/backup.ts";
import { reason } from "../../../upstream/reason.ts";
import { Trouble } from "../../../upstream/trouble.ts";
import { MemoryFileError, replaceable } from "../file/memory_file.ts";
import { fileAt, giveOwner } from "../file/owner.ts";
import { plainFile } from "../file/plain_file.ts";

/** What a memory file holds; `undefined` where there is none. */
export type Content = Uint8Array<ArrayBuffer> | undefined;

/**
 * Reads a memory file, or a copy of one.
 *
 * @throws {MemoryFileError | NotPlain} for one that is too large, or no plain file: a pipe has no end
 */
export async function readContent(path: string): Promise<Content> {
  try {
    const file = plainFile(path, Infinity);
    if (!file) return undefined;
    refuseLarge(file.size);
    return await ignoreMissing(Deno.readFile(path));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new MemoryFileError(`it cannot be read (${reason(error)})`, { cause: error });
  }
}

/** Whether two files hold the same, to the byte: times and numbers of files come back. */
export function isSame(one: Content, other: Content): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}

/**
 * Replaces the memory file by a copy, which gets the file's mode and owner, if the file still holds what is
 * expected. The caller holds the lock. The file is the old one or the new one, whole, whenever
 * we are killed.
 *
 * @param copy a file on the same disk, which is gone then
 * @param expected what the file must hold
 * @returns whether it was replaced
 * @throws {MemoryFileError} when it must not be replaced
 * @throws {OwnerNotKept}
 */
export function replaceIfSame(memoryFile: string, copy: string, expected: Content): boolean {
  const was = replaceable(memoryFile);
  if (!plainFile(copy)) throw new MemoryFileError("its copy is gone: nothing was written");
  if (was) giveOwner(fileAt(copy), was);
  try {
    // Not a moment between look and move: a server that takes no lock may write.
    if (!isSame(readNow(memoryFile), expected)) return false;
    Deno.renameSync(copy, memoryFile);
    return true;
  } catch (error) {
    throw new MemoryFileError(`it cannot be replaced (${reason(error)}): nothing was written`, {
      cause: error,
    });
  }
}

/**
 * Removes a file, if it is there. An answer that waits for another thread to do it comes some 5 ms later,
 * since the next sandbox process is starting then; done here it takes microseconds.
 */
export function removeNow(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** @returns the error for a copy that the file system does not take */
export function notCopied(error: unknown): MemoryFileError {
  const message = `no copy can be made beside it (${reason(error)}): give this user the right to ` +
    "write there, make room on the disk, or run without a copy";
  return new MemoryFileError(message, { cause: error });
}

function readNow(path: string): Content {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function refuseLarge(bytes: number): void {
  if (bytes <= COPY_BYTES) return;
  const [has, most] = [bytes, COPY_BYTES].map((count) => (count / 2 ** 20).toFixed(1));
  throw new MemoryFileError(
    `it has ${has} MB, and dry runs and atomic programs copy at most ${most} MB: run without them`,
  );
}
