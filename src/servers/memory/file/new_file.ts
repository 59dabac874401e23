import { closeSync, fchmodSync, fchownSync, fstatSync } from "node:fs";
import { openSync, unlinkSync, writeFileSync } from "node:fs";
import { giveOwner, type Owner } from "./owner.ts";

/**
 * Writes a file that isn't there yet. As long as it isn't whole it is for the user alone.
 *
 * @param path where nothing may lie: a link is not followed, a file not replaced.
 * @param like whose mode and owner it gets in the end; for the user alone when left out.
 * @throws {OwnerNotKept} and what Node throws; then there is no such file.
 */
export function writeNewFile(path: string, content: string | Uint8Array, like?: Owner): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, content);
    if (like) giveOwner(open(file), like);
  } catch (error) {
    closeSync(file);
    unlinkSync(path);
    throw error;
  }
  closeSync(file);
}

/** By its handle, not its path: what lies there may have been exchanged. */
function open(file: number) {
  return {
    look: (): Owner => fstatSync(file),
    chown: (uid: number, gid: number) => fchownSync(file, uid, gid),
    chmod: (mode: number) => fchmodSync(file, mode),
  };
}
