import { dirname } from "node:path";
import { ignoreMissing, temporaryPath } from "../../upstream/memory_backup.ts";
import { checkMemoryFile, type MemoryCheck } from "../../upstream/memory_check.ts";
import { WriteLock } from "../../upstream/write_lock.ts";
import type { Finding } from "./finding.ts";

/** A server at work lets go after a tenth of a second, and one that died is waited for a second. */
const LOCK_LIMITS = { lockMs: 2_500, burstMs: 10 };

/** Corrupt lines that are told one by one. */
const SHOWN = 3;

/** Looks at the file itself, and changes nothing. */
export async function memoryFile(path: string): Promise<Finding> {
  const about = "memory file";
  let check: MemoryCheck;
  try {
    if (!await ignoreMissing(Deno.stat(path))) {
      return { about, state: "ok", says: `"${path}" is not there yet: an empty memory` };
    }
    check = await checkMemoryFile(path);
  } catch (error) {
    return {
      about,
      state: "fault",
      says: `"${path}" can't be read (${(error as Error).message})`,
      advice: "give this user the right to read it, or name another file with --memory-file",
    };
  }
  const { bytes, entities, relations, foreign, corrupt } = check;
  const says = `"${path}": ${size(bytes)}, ${entities} entities, ${relations} relations`;
  if (corrupt.length > 0) {
    const shown = corrupt.slice(0, SHOWN).map(({ line, problem }) => `line ${line}: ${problem}`);
    const more = corrupt.length > SHOWN ? [`${corrupt.length - SHOWN} more`] : [];
    return {
      about,
      state: "fault",
      says: `${says}; ${corrupt.length} can't be read (${[...shown, ...more].join("; ")})`,
      advice: 'mend these lines by hand, or run "code-mode doctor --repair", ' +
        "which moves them to a file beside it",
    };
  }
  if (foreign === 0) return { about, state: "ok", says };
  return {
    about,
    state: "note",
    says: `${says}; ${foreign} lines hold something that server-memory doesn't know`,
    advice: "keep a copy if you need it: its next write leaves that out",
  };
}

/** Tries what every write does: makes a new file beside the data, which goes again at once. */
export async function directory(path: string): Promise<Finding> {
  const about = "directory";
  const wanted = dirname(path);
  let there = wanted;
  try {
    while (!await ignoreMissing(Deno.stat(there))) there = dirname(there);
    const file = temporaryPath(there === wanted ? path : `${there}/code-mode`);
    try {
      await Deno.writeTextFile(file, "A few bytes, so that a full disk is noticed\n");
    } finally {
      await ignoreMissing(Deno.remove(file));
    }
  } catch (error) {
    return {
      about,
      state: "fault",
      says: `"${there}" can't be written to (${(error as Error).message})`,
      advice: "give this user the right to write there, make room on the disk, or name another " +
        "file with --memory-file",
    };
  }
  const says = there === wanted ? "can be written to" : "will be made when it is first needed";
  return { about, state: "ok", says: `"${wanted}" ${says}` };
}

/** Takes the lock for a moment; where it was never needed there is none, and none is made. */
export async function lock(path: string): Promise<Finding> {
  const about = "lock";
  const file = `${path}.lock`;
  using lock = new WriteLock(file, LOCK_LIMITS);
  try {
    if (!await ignoreMissing(Deno.stat(file))) {
      return { about, state: "ok", says: "nobody has written yet" };
    }
    using _permit = await lock.acquire(undefined);
  } catch (error) {
    const says = `"${file}" can't be had: ${(error as Error).message}`;
    return { about, state: "fault", says };
  }
  return { about, state: "ok", says: "free" };
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
