import { type Role, roleFlag } from "./role.ts";
import type { OsWall } from "./wall/os_wall.ts";
import { ENTRY, packagesOf } from "./source.ts";

/** What all children of this process have around them. */
export interface Surroundings {
  /** The wall of the operating system; `undefined` where there is none. */
  readonly wall: OsWall | undefined;
  /** Why there is none. */
  readonly why?: string;
  /** Deno's cache for the children; a binary needs none. */
  readonly cache: string | undefined;
}

export interface ChildOptions {
  /** Flags of `deno run`: the child's permissions, and whatever else holds it. A binary has its own. */
  flags: readonly string[];
  /** The program finds them at the end of `Deno.args`; in a binary its role stands before them. */
  args?: string[];
  env?: Record<string, string>;
  /** The directory that relative paths in `flags` start from. */
  cwd: string;
  /** The one folder that it may write to, and the file there whose owner it keeps. */
  writable?: { folder: string; file: string };
}

/** Those that meet a stranger's text. */
const HOSTILE: ReadonlySet<Role> = new Set(["sandbox", "preparer"]);
const SHELL = "/bin/sh";
/** No image of their memory is left behind. */
const NO_CORE = "ulimit -c 0";
/** No file grows, in memory neither. Without the trap Deno would be killed at the first attempt. */
const NO_FILES = "trap '' XFSZ; ulimit -f 0";

/** Starts a child in given surroundings. */
export function spawnIn(
  { wall, cache }: Surroundings,
  role: Role,
  { flags, args = [], env, cwd, writable }: ChildOptions,
): Deno.ChildProcess {
  const whole = { ...inherited(cache), ...env };
  const program = Deno.build.standalone
    ? [Deno.execPath(), roleFlag(role)]
    : [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...flags, ENTRY[role]];
  let command = [...program, ...args];
  // Inside of a binary the directories of our sources are none that a process could start in.
  const isReal = !Deno.build.standalone || writable !== undefined;
  if (wall) {
    command = wall.around(command, {
      cwd: isReal ? cwd : "/",
      packages: packagesOf(role),
      cache,
      writable: writable?.folder,
      env: whole,
    });
  }
  if (HOSTILE.has(role) && Deno.build.os !== "windows") {
    // A cache that can be written to is taken for broken where a write fails, and deleted.
    const limits = wall || Deno.build.standalone ? `${NO_CORE}; ${NO_FILES}` : NO_CORE;
    command = [SHELL, "-c", `${limits}; exec "$0" "$@"`, ...command];
  }
  const [first, ...rest] = command;
  const child = new Deno.Command(first!, {
    args: rest,
    ...isReal && !wall ? { cwd } : {},
    clearEnv: true,
    env: whole,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (wall) walled.add(child);
  return child;
}

const walled = new WeakSet<object>();

/** @returns whether a child is what makes the wall, and not what runs inside of it */
export function hasWall(child: object): boolean {
  return walled.has(child);
}

function inherited(cache: string | undefined): Record<string, string> {
  const env: Record<string, string> = {};
  if (cache !== undefined) env.DENO_DIR = cache;
  if (Deno.build.os !== "windows") return env;
  // Windows programs don't start without SYSTEMROOT, and have no folder for temporary files without TEMP.
  for (const name of ["SYSTEMROOT", "TEMP"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}
