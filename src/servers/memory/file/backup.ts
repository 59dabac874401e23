import { basename, dirname, join } from "node:path";
import { writeNewFile } from "./new_file.ts";
import { plainFile } from "./plain_file.ts";

/** Backups that are kept, the newest ones; there is at most one a day. */
const KEPT = 5;

/**
 * Copies a memory file to one beside it that is named after the day, unless that is there already,
 * and removes the oldest such copies. A copy has the mode and the owner of the file.
 *
 * @param path the memory file.
 * @param day whose backup this is, by UTC.
 * @throws {NotPlain} when something else lies where the copy should.
 */
export async function backUpMemoryFile(path: string, day: Date): Promise<void> {
  const backup = `${path}.backup-${day.toISOString().slice(0, 10)}`;
  if (plainFile(backup)) return;
  const was = plainFile(path, Infinity);
  if (!was) return;
  // Under another name first: a backup is whole or it isn't there.
  const temporary = temporaryPath(path);
  try {
    writeNewFile(temporary, await Deno.readFile(path), was);
    await Deno.rename(temporary, backup);
  } finally {
    await ignoreMissing(Deno.remove(temporary));
  }
  for (const old of (await backupsOf(path)).slice(0, -KEPT)) await ignoreMissing(Deno.remove(old));
}

/** @returns the paths of the backups of a memory file, the oldest first. */
export async function backupsOf(path: string): Promise<string[]> {
  const directory = dirname(path);
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(directory)) {
    const rest = name.slice(basename(path).length);
    if (isFile && name.startsWith(basename(path)) && /^\.backup-\d{4}-\d\d-\d\d$/.test(rest)) {
      names.push(name);
    }
  }
  return names.sort().map((name) => join(directory, name));
}

/** @returns a new name beside `path` that is cleaned up like those of server-memory. */
export function temporaryPath(path: string): string {
  return `${path}.${crypto.randomUUID().replaceAll("-", "")}.tmp`;
}

/** Another code-mode server may clean up the same directory at the same time. */
export async function ignoreMissing<T>(done: Promise<T>): Promise<T | undefined> {
  try {
    return await done;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
