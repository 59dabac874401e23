import { temporaryPath } from "./memory_backup.ts";
import { judgeLine } from "./memory_check.ts";
import { WriteLock } from "./write_lock.ts";

/** What a repair has done. */
export interface MemoryRepair {
  /** Lines that were taken out. */
  readonly moved: number;
  /** Where they are now. */
  readonly corrupt: string;
  /** Where the whole file is as it was. */
  readonly backup: string;
}

/**
 * Takes the lines that server-memory can't read out of a memory file and into one beside it. The file
 * is copied before and replaced as a whole; nobody of ours writes meanwhile.
 *
 * @param path the memory file.
 * @param now by which the two new files are named.
 * @returns what was done; undefined when there was nothing to do.
 * @throws {LockUnavailable} that names who writes and doesn't let go.
 */
export async function repairMemoryFile(path: string, now: Date): Promise<MemoryRepair | undefined> {
  using lock = new WriteLock(`${path}.lock`, LIMITS);
  using _permit = await lock.acquire(undefined);
  const lines = (await Deno.readTextFile(path)).split("\n");
  const isCorrupt = (line: string) => line.trim() !== "" && judgeLine(line).problem !== undefined;
  const broken = lines.filter(isCorrupt);
  if (broken.length === 0) return undefined;
  const stamp = now.toISOString().slice(0, 19).replaceAll(":", "-");
  const [backup, corrupt] = [`${path}.before-repair-${stamp}`, `${path}.corrupt-${stamp}`];
  await Deno.copyFile(path, backup);
  await Deno.writeTextFile(corrupt, broken.join("\n") + "\n", { mode: 0o600, createNew: true });
  const temporary = temporaryPath(path);
  await Deno.writeTextFile(temporary, lines.filter((line) => !isCorrupt(line)).join("\n"));
  await Deno.rename(temporary, path);
  return { moved: broken.length, corrupt, backup };
}

/** A server at work lets go after each burst of a tenth of a second. */
const LIMITS = { lockMs: 5_000, burstMs: 100 };
