/** Somebody that we are not: `nobody` on most systems. */
export const NOBODY = 65_534;

/** Whether tests run as root, whom no mode holds back and who may give files away. */
export const IS_ROOT = (() => {
  const file = Deno.makeTempFileSync();
  const { uid } = Deno.statSync(file);
  Deno.removeSync(file);
  return uid === 0;
})();

/**
 * A command line that the modes of files hold back: its own for users, and for root one that takes
 * root's privileges off. Undefined where there is no such thing, and said so.
 */
export async function withoutPrivileges(line: string[]): Promise<string[] | undefined> {
  if (!IS_ROOT) return line;
  const dropped = ["dac_override", "dac_read_search", "chown", "fowner"].map((name) => `-${name}`);
  const setpriv = ["setpriv", `--bounding-set=${dropped.join(",")}`];
  try {
    const { success } = await new Deno.Command(setpriv[0]!, {
      args: [...setpriv.slice(1), "true"],
      stderr: "null",
    }).output();
    if (success) return [...setpriv, ...line];
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  console.warn('SKIPPED: tests run as root, and there is no "setpriv" to take its privileges off');
}

/** Mode and owner in short, e.g. `640 0:0`, and whether it is a link. */
export function rightsOf(path: string): string {
  const { mode, uid, gid, isSymlink } = Deno.lstatSync(path);
  return `${isSymlink ? "link " : ""}${(mode! & 0o7777).toString(8)} ${uid}:${gid}`;
}
