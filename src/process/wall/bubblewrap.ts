import type { Needs } from "./os_wall.ts";
import { ourFiles } from "../source.ts";

/** Where Debian, Fedora, Arch and others have it. */
const PLACES = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];
/** What Deno is linked to. The first three are links into the fourth on most systems. */
const LIBRARIES = [
  "/lib",
  "/lib64",
  "/lib32",
  "/usr/lib",
  "/usr/lib64",
  "/nix/store",
  "/gnu/store",
];

/** @returns the program that makes the wall, if this system has it */
export function findBwrap(places: readonly string[] = PLACES): string | undefined {
  return places.find((path) => kindOf(path) === "file");
}

/**
 * A command line that runs another one behind a wall of the kernel's: namespaces of its own in which
 * there is no network, no other process and no file but Deno, what it is linked to, a cache that can't be
 * written to, and our source. It dies with the process that started it.
 *
 * @param bwrap the path of bubblewrap
 * @param command the program and its arguments
 */
export function behindBwrap(
  bwrap: string,
  command: readonly string[],
  { cwd, packages = [], cache, writable, env }: Needs,
): string[] {
  const see = (path: string) => ["--ro-bind", path, path];
  const libraries = LIBRARIES.flatMap((path) => {
    switch (kindOf(path)) {
      case "link":
        return ["--symlink", Deno.readLinkSync(path), path];
      case "folder":
        return see(path);
      default:
        return [];
    }
  });
  return [
    bwrap,
    ...["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
    // First, so that what lies in it and is ours can't be written to.
    ...writable === undefined ? [] : ["--bind", writable, writable],
    ...libraries,
    ...see(Deno.execPath()),
    ...[...ourFiles(), ...packages].flatMap(see),
    // Where none can be made, Deno does without.
    ...cache === undefined || kindOf(cache) === undefined ? [] : see(cache),
    ...["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", cwd],
    ...command,
  ];
}

function kindOf(path: string): "file" | "folder" | "link" | undefined {
  try {
    const { isSymlink, isDirectory, isFile } = Deno.lstatSync(path);
    return isSymlink ? "link" : isDirectory ? "folder" : isFile ? "file" : undefined;
  } catch {
    return undefined;
  }
}
