import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Role, roleFlag } from "./role.ts";

const ENTRY: Record<Role, string> = {
  "sandbox": import.meta.resolve("./sandbox/process.ts"),
  "server-memory": import.meta.resolve("./upstream/server_memory.ts"),
  "preparer": import.meta.resolve("./prepare/process.ts"),
};

export interface ChildOptions {
  /** Flags of `deno run`: the child's permissions, and whatever else holds it. A binary has its own. */
  flags: string[];
  /** The program finds them at the end of `Deno.args`; in a binary its role stands before them. */
  args?: string[];
  env?: Record<string, string>;
  /** The directory that relative paths in `flags` start from; ours when left out. */
  cwd?: string;
}

/**
 * Starts one of our own programs as a child process, with all three pipes ours. The one place that
 * knows how: by the Deno that runs us, or the binary that we are, found even where `PATH` is empty.
 *
 * The environment is cleared: a client such as Claude Code hands its own, API keys included, to us.
 * `DENO_DIR` is set because the child shall find in our cache what it would have to download otherwise,
 * without our proxy, registry and certificates.
 */
export function spawnChild(role: Role, options: ChildOptions): Deno.ChildProcess {
  const entry = fileURLToPath(ENTRY[role]);
  const deno = ["run", "--quiet", "--no-prompt", "--no-check", ...options.flags, entry];
  return new Deno.Command(Deno.execPath(), {
    args: [...Deno.build.standalone ? [roleFlag(role)] : deno, ...options.args ?? []],
    // Inside of a binary the directories of our sources are none that a process could start in.
    ...options.cwd === undefined || Deno.build.standalone ? {} : { cwd: options.cwd },
    clearEnv: true,
    env: { ...inherited(), ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

function inherited(): Record<string, string> {
  const env: Record<string, string> = {};
  const cache = denoDir();
  if (cache !== undefined) env.DENO_DIR = cache;
  if (Deno.build.os !== "windows") return env;
  // Windows programs don't start without SYSTEMROOT, and have no folder for temporary files without TEMP.
  for (const name of ["SYSTEMROOT", "TEMP"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Our own cache by Deno's rules, which a child that knows no home would look for elsewhere. */
function denoDir(): string | undefined {
  const set = Deno.env.get("DENO_DIR");
  // Absolute, since a child may be in another directory.
  if (set) return resolve(set);
  const home = Deno.env.get("HOME");
  const caches = Deno.build.os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : Deno.build.os === "darwin"
    ? home && join(home, "Library", "Caches")
    : Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  return caches ? join(caches, "deno") : undefined;
}
