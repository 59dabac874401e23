import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnChild } from "../child.ts";

/**
 * What a command of the user's own gets beyond the memory file, e.g. `npx`: where programs, its cache
 * and its registry are. The rest of our environment, in which clients leave API keys, stays here.
 */
const COMMAND_ENV = [
  ...["PATH", "HOME", "USER", "LANG", "TMPDIR", "DENO_DIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "npm_config_registry"],
  ...["SYSTEMROOT", "TEMP", "PATHEXT", "COMSPEC", "APPDATA", "LOCALAPPDATA", "USERPROFILE"],
];

/**
 * Starts the pinned server-memory, which may touch the directory of its file and nothing else, or
 * the user's own command line.
 *
 * @param memoryFile an absolute path, whose directory exists.
 * @param command a program and its arguments.
 */
export function spawnServer(
  memoryFile: string,
  command: readonly string[] | undefined,
): Deno.ChildProcess {
  const [program, ...args] = command ?? [];
  if (program !== undefined) {
    return new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...inherited(), MEMORY_FILE_PATH: memoryFile, NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }
  // Its temporary files lie beside the data. The directory is given as "." because Deno 2.9 takes no
  // path with a comma in it.
  return spawnChild("server-memory", {
    flags: [
      `--config=${CONFIG}`,
      "--allow-env=MEMORY_FILE_PATH",
      "--allow-read=.",
      "--allow-write=.",
    ],
    // What it says before it dies goes into an error message.
    env: { MEMORY_FILE_PATH: memoryFile, NO_COLOR: "1" },
    cwd: dirname(memoryFile),
  });
}

const CONFIG = fileURLToPath(import.meta.resolve("../../deno.json"));

function inherited(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of COMMAND_ENV) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/**
 * Never called: an import that stands in our own program makes Deno fetch the package when it fetches
 * ours, so that the child, which has neither our proxy nor our certificates, finds it in the cache.
 */
export function fetchServer(): Promise<unknown> {
  return import("./server_memory.ts");
}
