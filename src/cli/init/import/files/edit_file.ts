import { basename, dirname, join } from "node:path";
import { linkTarget } from "../../../../servers/memory/file/path.ts";
import { type ReadFile, readText } from "./read_text.ts";

/** Programs that write a file all the time leave it alone for longer than a try takes. */
const TRIES = 3;
/** What an import that was killed has left beside a file is older. */
const LEFT_OVER_MS = 60_000;

/** What an edit has done. */
export interface Edited {
  readonly before?: ReadFile;
  /** The text that stands there now. */
  readonly text: string;
  readonly changed: boolean;
}

/**
 * Changes a file that others write, too: what is written is made of what stands there, and right before it
 * is put there the file is compared. It is old or new at each moment, and whole; where it is a link, what
 * it points at is replaced. New files are for the user alone.
 *
 * @param edit makes the new text of the old one; `undefined` for a file that is not there yet
 * @throws {TypeError} when it cannot be read or written, or was changed by others again and again
 */
export async function editFile(
  path: string,
  edit: (text: string | undefined) => string,
): Promise<Edited> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await readText(path);
    const text = edit(before?.text);
    const known = before === undefined ? {} : { before };
    if (text === before?.text) return { ...known, text, changed: false };
    if (await replace(path, before, text)) return { ...known, text, changed: true };
  }
  throw new TypeError(
    "other programs keep changing it: end the client that it belongs to, and try again",
  );
}

/** @returns whether it was still what it was when it was replaced */
async function replace(
  path: string,
  before: ReadFile | undefined,
  text: string,
): Promise<boolean> {
  const real = linkTarget(path);
  await Deno.mkdir(dirname(real), { recursive: true, mode: 0o700 });
  await removeLeftOvers(real);
  const draft = `${real}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(draft, text, { createNew: true, mode: 0o600 });
    if (before?.mode !== undefined) await Deno.chmod(draft, before.mode);
    const now = await readText(path);
    if (now?.digest !== before?.digest) return false;
    await Deno.rename(draft, real);
    return true;
  } finally {
    await Deno.remove(draft).catch(() => {}); // Where all went well it is not there any more.
  }
}

/** Drafts hold what the file holds, secrets too. */
async function removeLeftOvers(real: string): Promise<void> {
  const [folder, name] = [dirname(real), basename(real)];
  for await (const { name: other } of Deno.readDir(folder)) {
    if (!other.startsWith(`${name}.`) || !/\.[0-9a-f-]{36}\.tmp$/.test(other)) continue;
    const path = join(folder, other);
    const { mtime } = await Deno.lstat(path).catch(() => ({ mtime: null }));
    if (!mtime || Date.now() - mtime.getTime() < LEFT_OVER_MS) continue;
    await Deno.remove(path).catch(() => {}); // Another may have been faster.
  }
}

/**
 * Copies a file to a new one beside it, for the user alone: it holds secrets.
 *
 * @param at when the import began
 * @returns the path of the copy; `undefined` when there is nothing to copy
 */
export async function backUp(path: string, at: string): Promise<string | undefined> {
  const bytes = await Deno.readFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new TypeError(`it cannot be copied: ${(error as Error).message}`);
  });
  if (!bytes) return undefined;
  const real = linkTarget(path);
  for (let count = 1;; count++) {
    const copy = `${real}.backup-${at.replace(/[-:.]/g, "")}${count > 1 ? `-${count}` : ""}`;
    try {
      await Deno.writeFile(copy, bytes, { createNew: true, mode: 0o600 });
      return copy;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw new TypeError(`it cannot be copied: ${(error as Error).message}`);
    }
  }
}
