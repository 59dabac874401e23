import type { ChildProgram } from "../child_program.ts";
import type { Role } from "../role.ts";
import { childCache } from "./child_cache.ts";
import { denoDir } from "./deno_dir.ts";
import { fillCache } from "./fill_cache.ts";

const found = new Map<Role, Promise<string | undefined>>();

/**
 * Looks once for the cache that a program's processes have, and makes it where it is missing.
 *
 * @param tell hears that it takes a moment, or can't be made
 * @returns its folder; `undefined` for a binary, which needs none, and where there is no place for one
 */
export function cacheOf(
  program: ChildProgram,
  tell: (text: string) => void,
): Promise<string | undefined> {
  const { role } = program;
  const cache = found.get(role) ?? find(program, tell);
  found.set(role, cache);
  return cache;
}

async function find(
  program: ChildProgram,
  tell: (text: string) => void,
): Promise<string | undefined> {
  if (Deno.build.standalone) return undefined;
  try {
    return await childCache(program, (cache) => fillCache(program, cache), tell) ?? denoDir();
  } catch (error) {
    tell(`its processes start slowly: their cache cannot be made: ${(error as Error).message}`);
    return denoDir();
  }
}
