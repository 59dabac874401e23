import { Trouble } from "../../../upstream/trouble.ts";

/** Where one of our files should be lies something that another user has put there. */
export class NotPlain extends Trouble {
  override readonly name = "NotPlain";
}

/**
 * @param path where one of our files lies or will lie.
 * @param names how many names it may have; another one is another file's as well as ours.
 * @returns what is there; undefined when nothing is.
 * @throws {NotPlain} for a link, a folder, a device, and a file with more names.
 */
export function plainFile(path: string, names = 1): Deno.FileInfo | undefined {
  try {
    const info = Deno.lstatSync(path);
    refuseOthers(path, info, names);
    return info;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Opens a file to read and to write, and makes it for the user alone where there is none. Nothing is
 * cut off, and no link is followed: Deno has no option for that, so we look before and after.
 *
 * @throws {NotPlain}
 */
export function openPlainFile(path: string): Deno.FsFile {
  for (let attempt = 1;; attempt++) {
    const seen = plainFile(path);
    try {
      if (!seen) {
        return Deno.openSync(path, { read: true, write: true, createNew: true, mode: 0o600 });
      }
      const file = Deno.openSync(path, { read: true, write: true });
      const info = file.statSync();
      if (isSame(info, seen) && info.isFile && (info.nlink ?? 1) <= 1) return file;
      file.close();
    } catch (error) {
      const raced = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.AlreadyExists ||
        error instanceof Deno.errors.FilesystemLoop; // Deno 2.8 refuses a link by itself
      if (!raced || attempt === ATTEMPTS) throw error;
    }
    if (attempt === ATTEMPTS) throw notPlain(path, "changes all the time");
  }
}

/** Another process may remove the file between our look and our opening it, but not for ever. */
const ATTEMPTS = 10;

/** @returns whether both are the same file. */
export function isSame(one: Deno.FileInfo, other: Deno.FileInfo): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

function refuseOthers(path: string, info: Deno.FileInfo, names: number): void {
  if (info.isSymlink) throw notPlain(path, "is a link");
  if (info.isDirectory) throw notPlain(path, "is a folder");
  if (!info.isFile) throw notPlain(path, "is no plain file");
  // Windows doesn't give the number.
  if ((info.nlink ?? 1) > names) throw notPlain(path, "has a second name (a hard link)");
}

function notPlain(path: string, what: string): NotPlain {
  const advice = "it was left as it is: remove it if it is not needed";
  return new NotPlain(`what lies there ${what}`, { detail: `"${path}" ${what}: ${advice}` });
}
