import { dirname } from "node:path";
import { ignoreMissing, temporaryPath } from "../../servers/memory/file/backup.ts";
import { checkMemoryFile, type MemoryCheck } from "../../servers/memory/file/check.ts";
import { replaceable } from "../../servers/memory/file/memory_file.ts";
import { writeNewFile } from "../../servers/memory/file/new_file.ts";
import { plainFile } from "../../servers/memory/file/plain_file.ts";
import { reason } from "../../upstream/reason.ts";
import { detailOf } from "../../upstream/trouble.ts";
import { WriteLock } from "../../servers/memory/lock/write_lock.ts";
import { contents } from "./contents.ts";
import type { Finding } from "./finding.ts";

/** A server at work lets go after a tenth of a second, and one that died is waited for a second. */
const LOCK_LIMITS = { lockMs: 2_500, burstMs: 10 };

/** Looks at the file itself, and changes nothing. The first finding is whether it can be used. */
export async function memoryFile(path: string): Promise<[Finding, ...Finding[]]> {
  const about = "memory file";
  let check: MemoryCheck;
  try {
    if (!await ignoreMissing(Deno.stat(path))) {
      return [{ about, state: "ok", says: `"${path}" is not there yet: an empty memory` }];
    }
    check = await checkMemoryFile(path);
  } catch (error) {
    return [{
      about,
      state: "fault",
      says: `"${path}" cannot be read (${reason(error)})`,
      advice: "give this user the right to read it, or name another file with --memory-file",
    }];
  }
  return contents(path, check);
}

/**
 * Tries what every write does: makes a new file beside the data, which goes again at once.
 *
 * @param readable whether there is a memory that can be read all the same
 */
export async function directory(path: string, readable: boolean): Promise<Finding> {
  const about = "directory";
  const wanted = dirname(path);
  let there = wanted;
  try {
    while (!await ignoreMissing(Deno.stat(there))) there = dirname(there);
    const was = replaceable(path);
    const file = temporaryPath(there === wanted ? path : `${there}/code-mode`);
    writeNewFile(file, "A few bytes, so that a full disk is noticed\n", was);
    await ignoreMissing(Deno.remove(file));
  } catch (error) {
    const why = detailOf(error) === (error as Error).message ? reason(error) : detailOf(error);
    return {
      about,
      state: readable ? "note" : "fault",
      says: readable
        ? `the memory can be read but not written: "${there}": ${why}`
        : `"${there}" cannot be written to (${why})`,
      advice: "give this user the right to write there, make room on the disk, or name another " +
        "file with --memory-file",
    };
  }
  const says = there === wanted ? "can be written to" : "will be made when it is first needed";
  return { about, state: "ok", says: `"${wanted}" ${says}` };
}

/**
 * Takes the lock for a moment; where it was never needed there is none, and none is made.
 *
 * @param writable whether this user could write at all, for which alone the lock is needed
 */
export async function lock(path: string, writable: boolean): Promise<Finding> {
  const about = "lock";
  const file = `${path}.lock`;
  using lock = new WriteLock(file, LOCK_LIMITS);
  try {
    if (!plainFile(file)) return { about, state: "ok", says: "not written yet" };
    if (!writable) return { about, state: "note", says: "not needed: the memory is only read" };
    using _permit = await lock.acquire(undefined);
  } catch (error) {
    const says = `"${file}" cannot be acquired: ${detailOf(error)}`;
    return { about, state: "fault", says };
  }
  return { about, state: "ok", says: "free" };
}
