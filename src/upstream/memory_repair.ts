import { LockFile } from "./lock_file.ts";
import { temporaryPath } from "./memory_backup.ts";
import { judgeLine } from "./memory_check.ts";

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
 */
export async function repairMemoryFile(path: string, now: Date): Promise<MemoryRepair | undefined> {
  const lock = new LockFile(`${path}.lock`);
  await lock.lock();
  try {
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
  } finally {
    lock.unlock();
    lock.close();
  }
}
