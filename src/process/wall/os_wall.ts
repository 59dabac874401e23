import { dirname } from "node:path";
import { behindBwrap, findBwrap } from "./bubblewrap.ts";
import { behindSandboxExec, findSandboxExec } from "./sandbox_exec.ts";

export const OS_WALL_MODES = ["auto", "require", "off"] as const;

/** Whether children get a second wall from the operating system: where there is one, or else nothing runs. */
export type OsWallMode = typeof OS_WALL_MODES[number];

/** What a child needs of this machine; it sees nothing else. */
export interface Needs {
  /** Where it starts. */
  cwd: string;
  /** Folders of packages that are in no cache. */
  packages?: readonly string[];
  /** A cache of Deno's, which it can't write to. */
  cache: string | undefined;
  /** The one folder that it may write to. */
  writable?: string | undefined;
  env: Readonly<Record<string, string>>;
}

/** A program of the operating system's that runs another one behind a wall. */
export interface OsWall {
  /** Its path. */
  readonly program: string;
  /** @returns the command line that runs `command`, which starts with the path of a program */
  around(command: readonly string[], needs: Needs): string[];
}

/**
 * Finds the wall of this system and tries it: many containers forbid what it is made of.
 *
 * @returns the wall, or why there is none, and what would help
 */
export async function findWall(mode: OsWallMode): Promise<OsWall | { why: string }> {
  if (mode === "off") return { why: "it was turned off" };
  const wall = find(mode);
  if ("why" in wall) return wall;
  const why = await whyItFails(wall);
  if (why === undefined) return wall;
  return { why: `${wall.program} says: ${why}. User namespaces must be allowed` };
}

function find(mode: OsWallMode): OsWall | { why: string } {
  switch (Deno.build.os) {
    case "linux": {
      const program = findBwrap();
      if (!program) return { why: "bwrap is not there: install bubblewrap" };
      return { program, around: (command, needs) => behindBwrap(program, command, needs) };
    }
    case "darwin": {
      const program = findSandboxExec();
      if (!program) return { why: "sandbox-exec is not there" };
      // Written by its documentation alone: no Mac has been at hand.
      if (mode === "auto") return { why: "sandbox-exec is unproven: --os-wall require takes it" };
      return { program, around: (command, needs) => behindSandboxExec(program, command, needs) };
    }
    default:
      return { why: `there is none for ${Deno.build.os} yet` };
  }
}

/** @returns why there is no wall; `undefined` when it stands */
export async function whyItFails({ around }: OsWall): Promise<string | undefined> {
  const needs = { cwd: dirname(Deno.execPath()), cache: undefined, env: {} };
  const [program, ...args] = around([Deno.execPath(), "--version"], needs);
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
