import { dirname, join, resolve } from "node:path";

/** What the paths depend on: `Deno.build.os` and the environment, as arguments for the tests' sake. */
export interface PathContext {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

const here: PathContext = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

/**
 * @returns the memory file in the user's data directory, by the platform's own convention.
 * @throws {TypeError} when the environment doesn't say where that is.
 */
export function defaultMemoryFile({ os, env }: PathContext = here): string {
  const base = os === "windows"
    ? env("APPDATA")
    : os === "darwin"
    ? under(env("HOME"), "Library", "Application Support")
    : env("XDG_DATA_HOME") || under(env("HOME"), ".local", "share");
  if (base) return join(base, "code-mode", "memory.jsonl");
  const missing = os === "windows" ? "APPDATA" : "HOME";
  throw new TypeError(
    `Cannot find the user's data directory: the environment has no ${missing}: ` +
      "say where the memory file is with --memory-file",
  );
}

/**
 * @param path as a person wrote it: absolute, relative, or with a leading `~`, which only shells expand.
 * @param base directory that a relative path starts from.
 * @returns the absolute path; that of its target where the file is a link.
 */
export function resolveMemoryFile(path: string, base: string, { env }: PathContext = here): string {
  const home = env("HOME") || env("USERPROFILE");
  const expanded = home && /^~(?=$|[/\\])/.test(path) ? join(home, path.slice(1)) : path;
  return linkTarget(resolve(base, expanded));
}

/**
 * @param path an absolute path.
 * @returns where the file itself lies, or would lie: a write there leaves the links to it as they are.
 */
export function linkTarget(path: string): string {
  let target = path;
  try {
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      if (!Deno.lstatSync(target).isSymlink) return target;
      // A relative one starts from where the link really is.
      target = resolve(Deno.realPathSync(dirname(target)), Deno.readLinkSync(target));
    }
    return path;
  } catch {
    // Not there yet, or not to be read: its use will report what is wrong with it.
    return target;
  }
}

/** As many links as Linux follows from one to the next. */
const MAX_HOPS = 40;

function under(home: string | undefined, ...parts: string[]): string | undefined {
  return home ? join(home, ...parts) : undefined;
}
