import type { Role } from "./role.ts";
import { ROOT, SUFFIX } from "./source.ts";

/** One of our own programs, as the part of us that starts it describes it. */
export interface ChildProgram {
  readonly role: Role;
  /** Its file, below `src` and without the suffix, e.g. `sandbox/main`. A binary has it in itself. */
  readonly entry: string;
  /** The packages that it imports. */
  readonly packages: readonly string[] | "all";
  /** Flags of `deno run`: its permissions, and whatever else holds it. A binary has its own. */
  readonly flags: readonly string[];
  /**
   * How it is started so that it loads all of itself, for Deno's cache.
   *
   * @param cache a folder that it may use
   */
  readonly rehearsal: (cache: string) => Rehearsal | Promise<Rehearsal>;
}

/** A start that is for the cache alone. */
export interface Rehearsal {
  readonly args?: string[];
  readonly env?: Record<string, string>;
  /** The directory that relative paths in the flags start from. */
  readonly cwd: string;
  /** A line to send to it. */
  readonly say?: string;
  /** What stands in a line of its own once it has loaded all. */
  readonly ready: string;
}

/** @returns the path of a program's file */
export function entryOf({ entry }: ChildProgram): string {
  return `${ROOT}/src/${entry}${SUFFIX}`;
}
