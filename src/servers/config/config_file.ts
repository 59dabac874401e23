import { isAbsolute, join, resolve } from "node:path";
import { readSmallFile, type SmallFile } from "./small_file.ts";
import type { Surroundings } from "./variables.ts";

/**
 * Finds and reads the config: the file that is named, or the one in the user's config folder. A file that
 * merely lies in the folder that a client has opened is never looked for: it could start commands.
 *
 * @param named what `--config` says: absolute, from the workspace, or with a leading `~/`
 * @returns `undefined` when none is named and the user has none
 * @throws {TypeError} when the named file is missing, when one can't be read, and when the user has two
 */
export function findServersConfig(
  named: string | undefined,
  surroundings: Surroundings,
): SmallFile | undefined {
  if (named !== undefined) {
    const path = absolute(named, surroundings);
    const file = readIfThere(path);
    if (file) return file;
    throw new TypeError(`Cannot read the config "${path}": there is no such file`);
  }
  const [file, other] = userConfigPaths(surroundings).map(readIfThere).filter((one) => !!one);
  if (file && other) {
    throw new TypeError(
      `Cannot choose between two configs, "${file.path}" and "${other.path}": ` +
        "remove one, or name one with --config",
    );
  }
  return file;
}

/**
 * Where a user's config may lie, by the platform's convention. On macOS both the system's folder, where
 * the memory file lies, and the one that command-line programs use. The first is that for a new config.
 */
export function userConfigPaths({ env, home, os }: Surroundings): string[] {
  const given = os === "windows" ? env("APPDATA") : env("XDG_CONFIG_HOME");
  const folders = os === "windows"
    ? [given]
    : os === "darwin"
    ? [under(home, "Library", "Application Support"), given || under(home, ".config")]
    : [given && isAbsolute(given) ? given : under(home, ".config")];
  return folders
    // The specification of XDG ignores a relative path, too: it would lead into an opened folder.
    .filter((folder): folder is string => !!folder && isAbsolute(folder))
    .map((folder) => join(folder, "code-mode", "mcp.json"));
}

function under(home: string | undefined, ...parts: string[]): string | undefined {
  return home ? join(home, ...parts) : undefined;
}

/** @returns the absolute path of what a person wrote */
export function absolute(
  path: string,
  { home, workspace }: Pick<Surroundings, "home" | "workspace">,
): string {
  const expanded = home && /^~(?=$|[/\\])/.test(path) ? join(home, path.slice(1)) : path;
  return resolve(workspace, expanded);
}

function readIfThere(path: string): SmallFile | undefined {
  try {
    return readSmallFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
