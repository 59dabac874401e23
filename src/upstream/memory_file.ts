import { basename, dirname, join } from "node:path";
import { backUpMemoryFile, ignoreMissing, temporaryPath } from "./memory_backup.ts";
import { checkMemoryFile, type CorruptLine } from "./memory_check.ts";

/** An older temporary file, of server-memory or of ours, belongs to a write that will not go on. */
const STALE_MS = 10 * 60_000;

/** The memory file can't be used as it is. The message says what to do. */
export class MemoryFileError extends Error {
  override readonly name = "MemoryFileError";
}

/**
 * Makes sure that a memory file can be used, before its first use: its directory is there and can be
 * written to, every line of it can be read, what a crash left behind is gone, and there is a backup of
 * today. The file itself is never changed.
 *
 * @param path the memory file, an absolute path; it need not exist.
 * @throws {MemoryFileError}
 */
export async function prepareMemoryFile(path: string): Promise<void> {
  const directory = dirname(path);
  try {
    await makeDirectory(directory);
    await removeStale(path, directory);
    await probe(path);
  } catch (error) {
    throw new MemoryFileError(
      `its directory "${directory}" can't be written to (${reason(error)}): ` +
        "give this user the right to write there, make room on the disk, or name another " +
        "file with --memory-file",
      { cause: error },
    );
  }
  const { corrupt, bytes } = await check(path);
  if (corrupt.length > 0) throw new MemoryFileError(describe(path, corrupt));
  if (bytes > 0) await backUp(path);
}

/** One that we make is for the user alone; one that exists is left as it is. */
async function makeDirectory(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
}

async function removeStale(path: string, directory: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  const before = Date.now() - STALE_MS;
  for await (const { name } of Deno.readDir(directory)) {
    if (!name.startsWith(prefix)) continue;
    if (!/^[0-9a-f]{32}\.tmp$/.test(name.slice(prefix.length))) continue;
    const file = join(directory, name);
    const modified = await ignoreMissing(Deno.stat(file));
    if ((modified?.mtime?.getTime() ?? Infinity) < before) await ignoreMissing(Deno.remove(file));
  }
}

/** Does what server-memory does for every write: only that tells whether it is possible. */
async function probe(path: string): Promise<void> {
  const file = temporaryPath(path);
  try {
    await Deno.writeTextFile(file, "A few bytes, so that a full disk is noticed\n");
  } finally {
    await ignoreMissing(Deno.remove(file));
  }
}

async function check(path: string) {
  try {
    return await checkMemoryFile(path);
  } catch (error) {
    const message = `it can't be read (${reason(error)}): give this user the right to read it, ` +
      "or name another file with --memory-file";
    throw new MemoryFileError(message, { cause: error });
  }
}

async function backUp(path: string): Promise<void> {
  try {
    await backUpMemoryFile(path, new Date());
  } catch (error) {
    const message = `its backup can't be written (${reason(error)}): make room on the disk`;
    throw new MemoryFileError(message, { cause: error });
  }
}

function describe(path: string, corrupt: readonly CorruptLine[]): string {
  const [first] = corrupt;
  const more = corrupt.length > 1 ? ` (and ${corrupt.length - 1} more lines)` : "";
  return `line ${first!.line} can't be read: ${
    first!.problem
  }${more}; the file was left as it is: ` +
    `repair or remove what is broken, or run "code-mode doctor --repair", which moves it to a ` +
    `file beside "${basename(path)}"`;
}

function reason(error: unknown): string {
  return (error as Error).message;
}
