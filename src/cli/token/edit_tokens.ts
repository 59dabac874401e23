import { dirname } from "node:path";
import { MOST_BYTES } from "../../auth/token_line.ts";
import { writeNewFile } from "../../servers/memory/file/new_file.ts";
import { linkTarget } from "../../servers/memory/file/path.ts";
import { isSame, openPlainFile, plainFile } from "../../servers/memory/file/plain_file.ts";
import { detailOf } from "../../upstream/trouble.ts";
import { UsageError } from "../usage_error.ts";

/** While one waits for the lock others may replace the file, but not for ever. */
const ATTEMPTS = 100;

/**
 * Changes a tokens file: it is old or new at each moment, and whole, for its user alone. Of two who change
 * it at once the second sees what the first has written.
 *
 * @param path absolute; where it is a link, what it points at is changed
 * @param create whether one is made where there is none
 * @param edit makes the new bytes of the old ones
 * @throws {UsageError} when that cannot be done
 */
export async function editTokens(
  path: string,
  create: boolean,
  edit: (before: Uint8Array) => Uint8Array,
): Promise<void> {
  const real = linkTarget(path);
  try {
    if (create) await Deno.mkdir(dirname(real), { recursive: true, mode: 0o700 });
    else if (!plainFile(real)) throw new UsageError(`There is no tokens file "${path}"`);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      using file = openPlainFile(real);
      await file.lock(true); // which goes with the file
      const now = plainFile(real);
      if (now && isSame(now, file.statSync())) return replace(real, now, edit);
    }
    throw new UsageError(`Others keep changing "${path}": try again`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`Cannot write "${path}": ${detailOf(error)}`);
  }
}

function replace(
  path: string,
  { size, uid, gid }: Deno.FileInfo,
  edit: (before: Uint8Array) => Uint8Array,
): void {
  if (size > MOST_BYTES) throw new UsageError(`"${path}" is too big to be a tokens file`);
  const after = edit(Deno.readFileSync(path));
  if (after.length > MOST_BYTES) throw new UsageError(`"${path}" is full: revoke what is not used`);
  // One name is enough, since the lock is held: what lies there is of a process that was killed.
  const draft = `${path}.new`;
  if (plainFile(draft)) Deno.removeSync(draft);
  const mode = Deno.build.os === "windows" ? null : 0o600;
  writeNewFile(draft, after, { mode, uid, gid });
  Deno.renameSync(draft, path);
}
