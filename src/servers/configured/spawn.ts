import { inheritedEnv } from "../../upstream/inherited_env.ts";
import { Trouble } from "../../upstream/trouble.ts";
import type { Launch } from "../config/server_entry.ts";

/** Windows has no process groups. */
const GROUPS = Deno.build.os !== "windows";

/**
 * Starts a server as its entry says. It runs with the user's rights, without a wall; of our environment
 * it gets what programs need to run, and what the entry sets. But for Windows it leads a process group of
 * its own, and its `kill` ends the whole group: the command is often a wrapper, e.g. `npx`, that starts the server.
 *
 * @throws {Trouble} when there is no such program
 */
export function spawnConfigured({ command, args, env, cwd }: Launch): Deno.ChildProcess {
  const whole = { ...inheritedEnv(), ...env };
  const [program, ...line] = commandLine(command, args);
  try {
    const child = new Deno.Command(program!, {
      args: line,
      ...(cwd === undefined ? {} : { cwd }),
      clearEnv: true,
      env: whole,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: GROUPS,
    }).spawn();
    if (GROUPS) killGroup(child);
    return child;
  } catch (cause) {
    throw notSpawned(cause, command, whole["PATH"], cwd);
  }
}

/** Has the child's `kill` end its process group, also when the child itself has ended. */
function killGroup(child: Deno.ChildProcess): void {
  const killLeader = child.kill.bind(child);
  child.kill = (signal = "SIGTERM") => {
    try {
      Deno.kill(-child.pid, signal);
    } catch {
      killLeader(signal); // there is no group any more, or we may signal no others
    }
  };
}

/** Windows starts `npx` and the like by its shell alone: they are scripts. */
function commandLine(command: string, args: readonly string[]): string[] {
  const isScript = Deno.build.os === "windows" && !/\.exe$/i.test(command);
  return isScript ? ["cmd.exe", "/d", "/c", command, ...args] : [command, ...args];
}

function notSpawned(
  cause: unknown,
  command: string,
  path: string | undefined,
  cwd: string | undefined,
): Trouble {
  if (!(cause instanceof Deno.errors.NotFound)) {
    const message = `"${command}" cannot be started: ${(cause as Error).message}`;
    return new Trouble(message, { cause });
  }
  if (cwd !== undefined && !isFolder(cwd)) {
    return new Trouble("the folder of its cwd is not there", {
      detail: `the folder of its cwd, "${cwd}", is not there`,
      cause,
    });
  }
  const where = /[/\\]/.test(command) ? "is not there" : "is not on the PATH";
  return new Trouble(`"${command}" ${where}`, {
    detail: `"${command}" ${where}` +
      (where === "is not there" ? "" : ` that the client gave: ${path ?? "none"}`),
    cause,
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
