import { dirname, join } from "node:path";
import type { ChildProgram } from "../../process/child_program.ts";
import { FIND_PACKAGES } from "../../process/source.ts";
import { spawnChild } from "../../process/spawn.ts";
import { inheritedEnv } from "../../upstream/inherited_env.ts";

/**
 * Starts the pinned server-memory, which may touch the directory of its file and nothing else, or
 * the user's own command line.
 *
 * @param memoryFile an absolute path, whose directory exists.
 * @param command a program and its arguments.
 */
export async function spawnServer(
  memoryFile: string,
  command: readonly string[] | undefined,
): Promise<Deno.ChildProcess> {
  const [program, ...args] = command ?? [];
  if (program !== undefined) {
    const [shell, ...line] = privately(program, args);
    return new Deno.Command(shell, {
      args: line,
      clearEnv: true,
      env: { ...inheritedEnv(), MEMORY_FILE_PATH: memoryFile, NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }
  return await spawnChild(PROGRAM, {
    ...placeOf(memoryFile),
    writable: { folder: dirname(memoryFile), file: memoryFile },
  });
}

const PROGRAM: ChildProgram = {
  role: "server-memory",
  entry: "servers/memory/main",
  packages: "all", // it imports nearly all that there are
  flags: [
    ...FIND_PACKAGES,
    "--cached-only",
    "--allow-env=MEMORY_FILE_PATH",
    // Its temporary files lie beside the data. The directory is given as "." because Deno 2.9 takes no
    // path with a comma in it.
    "--allow-read=.",
    "--allow-write=.",
  ],
  rehearsal: (cache) => ({
    ...placeOf(join(cache, "none.jsonl")),
    say: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    ready: '"result"',
  }),
};

function placeOf(memoryFile: string) {
  // What it says before it dies goes into an error message.
  return { env: { MEMORY_FILE_PATH: memoryFile, NO_COLOR: "1" }, cwd: dirname(memoryFile) };
}

/**
 * What a server of the user's own makes anew is for the user alone, until the gateway has given it the
 * mode that it had: only a shell can see to that without a permission that we don't have.
 */
function privately(program: string, args: readonly string[]): [string, ...string[]] {
  if (Deno.build.os === "windows" || !isThere(SHELL)) return [program, ...args];
  return [SHELL, "-c", 'umask 077; exec "$0" "$@"', program, ...args];
}

const SHELL = "/bin/sh";

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Never called: an import that stands in our own program makes Deno fetch the package when it fetches
 * ours, so that the child, which has neither our proxy nor our certificates, finds it in the cache.
 */
export function fetchServer(): Promise<unknown> {
  return import("./main.ts");
}
