import { join, resolve } from "node:path";
import { userCaches } from "./user_caches.ts";

/** Deno's own cache by Deno's rules; `undefined` where the environment doesn't lead to one. */
export function denoDir(): string | undefined {
  const set = Deno.env.get("DENO_DIR");
  // Absolute, since a child may be in another directory.
  if (set) return resolve(set);
  const caches = userCaches();
  return caches ? join(caches, "deno") : undefined;
}
