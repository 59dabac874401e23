import { type ChildProgram, entryOf } from "./child_program.ts";
import { type Role, roleFlag } from "./role.ts";
import { foldersOf } from "./source.ts";
import type { OsWall } from "./wall/os_wall.ts";

/** What a child has around it. */
export interface Surroundings {
  /** The wall of the operating system; `undefined` where there is none. */
  readonly wall: OsWall | undefined;
  /** Deno's cache for it; a binary needs none. */
  readonly cache: string | undefined;
}

export interface ChildOptions {
  /** The program finds them at the end of `Deno.args`; in a binary its role stands before them. */
  args?: string[];
  env?: Record<string, string>;
  /** The directory that relative paths in its flags start from. */
  cwd: string;
  /** The one folder that it may write to, and the file there whose owner it keeps. */
  writable?: { folder: string; file: string };
}

/** Those that meet a stranger's text. */
const HOSTILE: ReadonlySet<Role> = new Set(["sandbox", "preparer", "checker"]);
const SHELL = "/bin/sh";
/** No image of their memory is left behind. */
const NO_CORE = "ulimit -c 0";
/** No file grows, in memory neither. Without the trap Deno would be killed at the first attempt. */
const NO_FILES = "trap '' XFSZ; ulimit -f 0";

/** Starts a child in given surroundings. */
export function spawnIn(
  { wall, cache }: Surroundings,
  program: ChildProgram,
  { args = [], env, cwd, writable }: ChildOptions,
): Deno.ChildProcess {
  const { role, flags, packages } = program;
  const whole = { ...inherited(cache), ...env };
  const start = Deno.build.standalone
    ? [Deno.execPath(), roleFlag(role)]
    : [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...flags, entryOf(program)];
  let command = [...start, ...args];
  // Inside of a binary the directories of our sources are none that a process could start in.
  const isReal = !Deno.build.standalone || writable !== undefined;
  if (wall) {
    command = wall.around(command, {
      cwd: isReal ? cwd : "/",
      packages: foldersOf(packages),
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
