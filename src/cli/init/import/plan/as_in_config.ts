import { isAbsolute, join } from "node:path";
import { isObject } from "../../../../servers/config/fields.ts";
import type { FoundEntry } from "../find/find_entries.ts";

/**
 * An entry as the config has it, so that it starts the same server: the config is read in any folder, and
 * knows variables that some clients do not. Keys that are not known stay.
 *
 * @param isOff whether the user has turned the server off
 * @param notes hears what was changed
 */
export function asInConfig(
  { value, place }: FoundEntry,
  { client, isOff, notes }: { client: string; isOff: boolean; notes: string[] },
): unknown {
  if (!isObject(value)) return value;
  const entry = { ...value };
  if (client === "claude-desktop") {
    for (const key of ["command", "args", "env", "cwd"]) {
      if (Object.hasOwn(entry, key)) entry[key] = escaped(entry[key]);
    }
  }
  const { folder } = place;
  if (folder !== undefined) {
    for (const key of ["cwd", "envFile"]) {
      const path = entry[key];
      if (typeof path === "string" && isRelative(path)) entry[key] = join(folder, path);
    }
    if (entry.cwd === undefined && startsHere(entry, folder)) {
      entry.cwd = folder;
      notes.push('starts in its project: "cwd" was added');
    }
  }
  if (isOff) {
    entry.disabled = true;
    notes.push("is turned off in the client, and stays so");
  } else if (entry.disabled === true || entry.enabled === false) notes.push("is turned off");
  return entry;
}

/** Claude Desktop passes `${NAME}` on as it stands. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", () => "$${");
  if (Array.isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

function isRelative(path: string): boolean {
  return path !== "" && !isAbsolute(path) && !/^~|\$\{/.test(path);
}

/** Whether a word of its command line is a path that starts from the project's folder. */
function startsHere({ command, args }: Record<string, unknown>, folder: string): boolean {
  const words = [command, ...Array.isArray(args) ? args : []];
  return words.some((word) =>
    typeof word === "string" && isRelative(word) &&
    (/^\.{1,2}(?:$|[/\\])/.test(word) || /[/\\.]/.test(word) && isThere(join(folder, word)))
  );
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}
