import { basename, dirname, join } from "node:path";
import { ignoreMissing } from "../file/backup.ts";

/** Who has this file locked uses the folder that it lies in. */
const LOCK = "lock";

/** How long to wait for the lock of a folder whose server may be gone, in milliseconds. */
const TRY_MS = 50;

/** A folder is named so once its lock is held. Before that, one as old as this is left by a crash. */
const UNFINISHED_MS = 10 * 60_000;

/**
 * A folder beside the memory file, on the same disk and for the user alone, that copies of the file lie in.
 * It goes when it is disposed of; what a killed server has left goes at the next start.
 */
export class CopyFolder implements AsyncDisposable {
  readonly path: string;
  readonly #lock: Deno.FsFile;

  private constructor(path: string, lock: Deno.FsFile) {
    this.path = path;
    this.#lock = lock;
  }

  /** @param memoryFile an absolute path; its own folder is made for the user alone where it is not there */
  static async make(memoryFile: string): Promise<CopyFolder> {
    const path = `${prefixOf(memoryFile)}${crypto.randomUUID().replaceAll("-", "")}`;
    const unfinished = `${path}.new`;
    await Deno.mkdir(dirname(memoryFile), { recursive: true, mode: 0o700 });
    await Deno.mkdir(unfinished, { mode: 0o700 });
    const lock = await Deno.open(join(unfinished, LOCK), {
      createNew: true,
      write: true,
      mode: 0o600,
    });
    await lock.lock(true);
    await Deno.rename(unfinished, path);
    return new CopyFolder(path, lock);
  }

  /** @returns the path of a file in it */
  file(name: string): string {
    return join(this.path, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await ignoreMissing(Deno.remove(this.path, { recursive: true }));
    this.#lock.close();
  }
}

/**
 * Removes the folders of servers that are gone.
 *
 * @param memoryFile an absolute path
 * @throws what kept it from removing one, when it has removed all that it can
 */
export async function removeAbandoned(memoryFile: string): Promise<void> {
  const directory = dirname(memoryFile);
  const prefix = basename(prefixOf(memoryFile));
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      if (isDirectory && name.startsWith(prefix)) names.push(name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // no memory yet
    throw error;
  }
  const failures: unknown[] = [];
  for (const name of names) {
    const [known, unfinished] = NAME.exec(name.slice(prefix.length)) ?? [];
    const path = join(directory, name);
    try {
      if (known !== undefined && await (unfinished ? isOld(path) : isAbandoned(path))) {
        await ignoreMissing(Deno.remove(path, { recursive: true }));
      }
    } catch (error) {
      failures.push(error); // another user's, in a shared folder
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What follows the prefix. */
const NAME = /^[0-9a-f]{32}(\.new)?$/;

function prefixOf(memoryFile: string): string {
  return `${memoryFile}.copy-`;
}

async function isOld(path: string): Promise<boolean> {
  const { mtime } = await ignoreMissing(Deno.lstat(path)) ?? {};
  return mtime !== undefined && (mtime?.getTime() ?? 0) < Date.now() - UNFINISHED_MS;
}

/** The operating system gives the lock of one that died away. */
async function isAbandoned(path: string): Promise<boolean> {
  const file = join(path, LOCK);
  // To open a pipe would never end.
  if (!(await ignoreMissing(Deno.lstat(file)))?.isFile) return true;
  const lock = await ignoreMissing(Deno.open(file, { write: true }));
  if (!lock) return true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Deno 2.4, which binaries may be made of, has no `tryLock`.
  const locked = lock.lock(true).then(() => true);
  const late = new Promise<boolean>((resolve) => timer = setTimeout(resolve, TRY_MS, false));
  const isFree = await Promise.race([locked, late]);
  clearTimeout(timer);
  // The attempt cannot be taken back: it ends with the server that has the lock.
  locked.finally(() => lock.close()).catch(() => {});
  return isFree;
}
