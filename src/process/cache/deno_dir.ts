import { join, resolve } from "node:path";

/** Deno's own cache by Deno's rules; `undefined` where the environment doesn't lead to one. */
export function denoDir(): string | undefined {
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
