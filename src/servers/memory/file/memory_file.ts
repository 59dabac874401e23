import { basename, dirname, join } from "node:path";
import { backUpMemoryFile, ignoreMissing, temporaryPath } from "./backup.ts";
import { checkMemoryFile, type MemoryCheck } from "./check.ts";
import { writeNewFile } from "./new_file.ts";
import { ownerMayWrite, OwnerNotKept } from "./owner.ts";
import { plainFile } from "./plain_file.ts";
import { reason } from "../../../upstream/reason.ts";
import { detailOf, Trouble, type TroubleOptions } from "../../../upstream/trouble.ts";

/** An older temporary file, of server-memory or of code-mode, belongs to a write that will not go on. */
const STALE_MS = 10 * 60_000;

/** The memory file can't be used as it is. The message says what to do. */
export class MemoryFileError extends Trouble {
  override readonly name = "MemoryFileError";
  /** Whether `doctor --repair` can mend it. */
  readonly repairable: boolean;

  constructor(message: string, options: TroubleOptions & { repairable?: boolean } = {}) {
    super(message, options);
    this.repairable = options.repairable ?? false;
  }
}

/** What reading found: one that isn't there is an empty memory. */
export type Found = "file" | "no file" | "no folder";

/**
 * Makes sure that a memory file can be read. Makes and changes nothing, and asks for no right to.
 *
 * @param path the memory file, an absolute path; it need not exist.
 * @param takesMarks whether the server that reads it can do so in spite of byte order marks.
 * @throws {MemoryFileError}
 */
export async function prepareToRead(path: string, takesMarks: boolean): Promise<Found> {
  const check = await read(path);
  const { corrupt, marks, entities, relations } = check;
  const repairable = entities + relations > 0;
  if (corrupt.length > 0) throw new MemoryFileError(describe(check, repairable), { repairable });
  if (marks.length > 0 && !takesMarks) throw new MemoryFileError(MARKED, { repairable: true });
  if (await ignoreMissing(Deno.stat(path))) return "file";
  return await ignoreMissing(Deno.stat(dirname(path))) ? "no file" : "no folder";
}

/**
 * Makes sure that a memory file can be written, before the first write: it isn't write-protected, its
 * folder is there and takes a new file with the same owner, what a crash left behind is gone, and there
 * is a backup of today. The file itself is never changed.
 *
 * @param path the memory file, an absolute path; it need not exist.
 * @throws {MemoryFileError}
 */
export async function prepareToWrite(path: string): Promise<void> {
  const was = replaceable(path);
  const directory = dirname(path);
  try {
    await makeDirectory(directory);
    await removeStale(path, directory);
    await probe(path, was);
  } catch (error) {
    throw error instanceof OwnerNotKept ? notKept(path, error) : notWritable(directory, error);
  }
  if (was && was.size > 0) await backUp(path);
}

/**
 * @returns the file that a write would replace; undefined when there is none yet.
 * @throws {MemoryFileError} when it must not be replaced.
 */
export function replaceable(path: string): Deno.FileInfo | undefined {
  let was: Deno.FileInfo | undefined;
  try {
    was = plainFile(path, Infinity);
  } catch (error) {
    if (!(error instanceof Trouble)) throw notWritable(dirname(path), error);
    const [message, detail] = [error.message, error.detail]
      .map((words) => `it cannot be written: ${words}`) as [string, string];
    throw new MemoryFileError(message, { detail, cause: error });
  }
  if (was && !ownerMayWrite(was)) {
    throw new MemoryFileError(
      "it can only be read: it is write-protected, and was left as it is",
      {
        detail:
          `"${path}" can only be read: it is write-protected, and was left as it is: give its ` +
          "owner the right to write to it, or name another file with --memory-file",
      },
    );
  }
  return was;
}

/** One that we make is for the user alone; one that exists is left as it is. */
async function makeDirectory(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
}

async function removeStale(path: string, directory: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  const before = Date.now() - STALE_MS;
  for await (const { name, isFile } of Deno.readDir(directory)) {
    if (!isFile || !name.startsWith(prefix)) continue;
    if (!/^[0-9a-f]{32}\.tmp$/.test(name.slice(prefix.length))) continue;
    const file = join(directory, name);
    const modified = await ignoreMissing(Deno.lstat(file));
    if ((modified?.mtime?.getTime() ?? Infinity) < before) await ignoreMissing(Deno.remove(file));
  }
}

/** Does what every write does: only that shows whether it is possible. */
async function probe(path: string, was: Deno.FileInfo | undefined): Promise<void> {
  const file = temporaryPath(path);
  writeNewFile(file, "A few bytes, so that a full disk is noticed\n", was);
  await ignoreMissing(Deno.remove(file));
}

async function read(path: string): Promise<MemoryCheck> {
  try {
    return await checkMemoryFile(path);
  } catch (error) {
    const message = `it cannot be read (${reason(error)}): give this user the right to read it, ` +
      "or name another file with --memory-file";
    throw new MemoryFileError(message, { cause: error });
  }
}

async function backUp(path: string): Promise<void> {
  try {
    await backUpMemoryFile(path, new Date());
  } catch (error) {
    if (error instanceof Trouble) {
      const message = `its backup cannot be written: ${error.message}`;
      const detail = `its backup cannot be written: ${detailOf(error)}`;
      throw new MemoryFileError(message, { detail, cause: error });
    }
    const message = `its backup cannot be written (${reason(error)}): make room on the disk`;
    throw new MemoryFileError(message, { cause: error });
  }
}

function notKept(path: string, error: OwnerNotKept): MemoryFileError {
  const message = `it can only be read: ${error.message}, so it was left as it is`;
  const detail =
    `"${path}" can only be read: ${error.detail}, so it was left as it is: start this ` +
    "server as its owner, or name another file with --memory-file";
  return new MemoryFileError(message, { detail, cause: error });
}

function notWritable(directory: string, error: unknown): MemoryFileError {
  const says = `cannot be written to (${reason(error)})`;
  const advice =
    "give this user the right to write there, make room on the disk, or name another " +
    "file with --memory-file";
  return new MemoryFileError(`its folder ${says}: ${advice}`, {
    detail: `its folder "${directory}" ${says}: ${advice}`,
    cause: error,
  });
}

const MARKED =
  "it begins with a byte order mark, which the server of --memory-command cannot read; " +
  "the file was left as it is: a repair takes the mark off";

function describe({ corrupt, looks }: MemoryCheck, repairable: boolean): string {
  const [first] = corrupt;
  const others = corrupt.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "line" : "lines"})`;
  const line = `line ${first!.line} cannot be read: ${first!.problem}${more}`;
  const left = "the file was left as it is";
  if (repairable) return `${line}; ${left}: repair or remove what is broken`;
  const kind = looks === undefined ? "" : ` and looks like ${looks}`;
  return `${line}; no line of it can be read, so it is no memory file${kind}; ${left}: ` +
    "name the right one with --memory-file";
}
