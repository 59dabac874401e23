import { join } from "node:path";

/** The folder that the user's programs keep caches in; `undefined` where the environment names none. */
export function userCaches(): string | undefined {
  const home = Deno.env.get("HOME");
  const caches = Deno.build.os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : Deno.build.os === "darwin"
    ? home && join(home, "Library", "Caches")
    : Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  return caches || undefined;
}
