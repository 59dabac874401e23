import { cacheOf } from "./cache/cache_of.ts";
import type { ChildProgram } from "./child_program.ts";
import { type ChildOptions, spawnIn } from "./spawn_in.ts";
import { outside, surroundings, tellOnce } from "./surroundings.ts";
import { whyNotBehindWall } from "./wall/writable.ts";

/**
 * Starts one of our own programs as a child process, with all three pipes ours: by the Deno that runs us,
 * or the binary that we are, found even where `PATH` is empty; behind a wall of the operating system where
 * there is one.
 *
 * The environment is cleared: a client such as Claude Code hands its own, API keys included, to us.
 */
export async function spawnChild(
  program: ChildProgram,
  options: ChildOptions,
): Promise<Deno.ChildProcess> {
  const { writable } = options;
  const why = writable && whyNotBehindWall(writable);
  const [{ wall }, cache] = await Promise.all([
    why ? outside(why) : surroundings(),
    cacheOf(program, tellOnce),
  ]);
  return spawnIn({ wall, cache }, program, options);
}
