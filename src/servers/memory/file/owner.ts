import { Trouble } from "../../../upstream/trouble.ts";

/** Who may do what with a file: null where the system knows no such thing. */
export type Owner = Pick<Deno.FileInfo, "mode" | "uid" | "gid">;

/** A file can't be given the mode or the owner of the one whose place it takes. */
export class OwnerNotKept extends Trouble {
  override readonly name = "OwnerNotKept";
}

/** All bits that `chmod` sets. */
const MODE = 0o7777;

/** @returns whether two files have one mode and one owner. */
export function sameOwner(one: Owner, other: Owner): boolean {
  return one.uid === other.uid && one.gid === other.gid && modeOf(one) === modeOf(other);
}

/**
 * @returns whether its owner may write to a file. The system lets root, who may be us, write anyway,
 * and lets every user replace it who may write to its folder.
 */
export function ownerMayWrite({ mode }: Owner): boolean {
  return mode === null || (mode & 0o200) !== 0;
}

/**
 * Gives a file mode and owner of another. What is right already isn't touched: not every file system
 * can change it, and not every user may.
 *
 * @throws {OwnerNotKept}
 */
export function giveOwner(file: Adoptable, wanted: Owner): void {
  try {
    const has = file.look();
    const { uid, gid } = wanted;
    if (uid !== null && gid !== null && (has.uid !== uid || has.gid !== gid)) file.chown(uid, gid);
    // Last, since a new owner takes some bits of the mode away.
    const mode = modeOf(wanted);
    if (mode !== null && modeOf(file.look()) !== mode) file.chmod(mode);
    if (sameOwner(file.look(), wanted)) return;
  } catch (error) {
    throw notKept(wanted, { cause: error });
  }
  throw notKept(wanted);
}

/** A file by its path or while it is open. */
export interface Adoptable {
  look(): Owner;
  chown(uid: number, gid: number): void;
  chmod(mode: number): void;
}

/** @returns the file at a path, which must not be a link. */
export function fileAt(path: string): Adoptable {
  return {
    look: () => Deno.lstatSync(path),
    chown: (uid, gid) => Deno.chownSync(path, uid, gid),
    chmod: (mode) => Deno.chmodSync(path, mode),
  };
}

function modeOf({ mode }: Owner): number | null {
  return mode === null ? null : mode & MODE;
}

function notKept({ mode, uid, gid }: Owner, options: ErrorOptions = {}): OwnerNotKept {
  const bits = ((mode ?? 0) & MODE).toString(8);
  const words = "this user cannot give a file the same owner and mode";
  return new OwnerNotKept(words, {
    ...options,
    detail: `${words} (mode ${bits}, user ${uid}, group ${gid})`,
  });
}
