import { dirname } from "node:path";
import { ROOT } from "./source.ts";

export const OS_WALL_MODES = ["auto", "require", "off"] as const;

/** Whether children get a second wall from the operating system: where there is one, or else nothing runs. */
export type OsWallMode = typeof OS_WALL_MODES[number];

/** What a child needs of this machine; it sees nothing else. */
export interface Needs {
  /** Where it starts. */
  cwd: string;
  /** A cache of Deno's, which it can't write to. */
  cache: string | undefined;
  /** The one folder that it may write to. */
  writable?: string | undefined;
  env: Readonly<Record<string, string>>;
}

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
  if (Deno.build.os !== "linux") return undefined;
  return places.find((path) => kindOf(path) === "file");
}

/**
 * A command line that runs another one behind a wall of the kernel's: namespaces of its own in which
 * there is no network, no other process and no file but Deno, what it is linked to, a cache that can't be
 * written to, and our source. It dies with whoever started it.
 *
 * @param bwrap the path of bubblewrap
 * @param command the program and its arguments
 */
export function behindWall(
  bwrap: string,
  command: readonly string[],
  { cwd, cache, writable, env }: Needs,
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
  const source = Deno.build.standalone
    ? []
    : [`${ROOT}/src`, `${ROOT}/deno.json`, `${ROOT}/deno.lock`];
  return [
    bwrap,
    ...["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
    // First, so that what lies in it and is ours can't be written to.
    ...writable === undefined ? [] : ["--bind", writable, writable],
    ...libraries,
    ...see(Deno.execPath()),
    ...source.flatMap(see),
    ...cache === undefined ? [] : see(cache),
    ...["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", cwd],
    ...command,
  ];
}

/**
 * Tries whether the wall can be had: many containers forbid what it is made of.
 *
 * @returns why not; `undefined` when it stands
 */
export async function whyNoWall(bwrap: string): Promise<string | undefined> {
  const needs = { cwd: dirname(Deno.execPath()), cache: undefined, env: {} };
  const [program, ...args] = behindWall(bwrap, [Deno.execPath(), "--version"], needs);
  try {
    const { success, stderr } = await new Deno.Command(program!, {
      args,
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim() || "it ended early";
  } catch (error) {
    return (error as Error).message;
  }
}

function kindOf(path: string): "file" | "folder" | "link" | undefined {
  try {
    const { isSymlink, isDirectory, isFile } = Deno.lstatSync(path);
    return isSymlink ? "link" : isDirectory ? "folder" : isFile ? "file" : undefined;
  } catch {
    return undefined;
  }
}
