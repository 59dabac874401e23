/** Where the wall has folders of its own: the root, and two of the kernel's. */
const ITS_OWN = /^\/(?:(?:dev|proc)(?:\/.*)?)?$/;

/**
 * @param folder that a child must write to
 * @param file there, which the child replaces by a new one of the same owner
 * @returns what would fail behind the wall of the operating system; `undefined` when nothing would
 */
export function whyNotBehindWall(
  { folder, file }: { folder: string; file: string },
): string | undefined {
  if (ITS_OWN.test(folder)) return `${folder} cannot be seen`;
  if (isAnothers(file)) return `no file can be given the user and group of ${file}`;
  return undefined;
}

/** The kernel lets a process behind the wall be no other user than the one that built it. */
function isAnothers(file: string): boolean {
  let owner;
  try {
    owner = Deno.statSync(file);
  } catch {
    return false; // it will be ours
  }
  const us = ourselves ??= whoWeAre();
  return owner.uid !== us.uid || owner.gid !== us.gid;
}

let ourselves: Pick<Deno.FileInfo, "uid" | "gid"> | undefined;

/** Read from a file: to ask Deno takes a permission of its own. */
function whoWeAre(): Pick<Deno.FileInfo, "uid" | "gid"> {
  const path = Deno.makeTempFileSync();
  try {
    return Deno.statSync(path);
  } finally {
    Deno.removeSync(path);
  }
}
