import type { ChildProgram } from "../child_program.ts";
import { LineProcess } from "../lines/line_process.ts";
import { spawnIn } from "../spawn_in.ts";

/** One that takes longer has been stopped by something, in milliseconds. */
const LOAD_MS = 30_000;

/** How long it gets to end by itself, in milliseconds: what Deno keeps, it writes beside the program. */
const END_MS = 2_000;

/** How often it is started: Deno keeps what V8 has compiled from the second time on. */
const TIMES = 2;

/** The longest line that a rehearsal says, in bytes. */
const LINE_BYTES = 2 ** 20;
/** What an error tells of its stderr, in characters. */
const STDERR_CHARS = 500;

/**
 * Has Deno load a program, with `cache` for its own.
 *
 * @throws {Error} when the program does not get as far as its rehearsal says
 */
export async function fillCache(program: ChildProgram, cache: string): Promise<void> {
  for (let i = 0; i < TIMES; i++) await load(program, cache);
}

async function load(program: ChildProgram, cache: string): Promise<void> {
  const { args = [], env = {}, cwd, say, ready } = await program.rehearsal(cache);
  let isLoaded = false;
  const child = spawnIn({ wall: undefined, cache }, program, { args, env, cwd });
  const process = new LineProcess(child, {
    maxLineBytes: LINE_BYTES,
    onLine: (line) => {
      if (!line.includes(ready)) return;
      isLoaded = true;
      process.close(END_MS);
    },
    stderr: { tailChars: STDERR_CHARS },
  });
  if (say !== undefined) process.send(say);
  const timer = setTimeout(() => process.kill(), LOAD_MS);
  await process.gone;
  clearTimeout(timer);
  if (!isLoaded) throw new Error(`${program.role} did not start: ${process.stderr.trim()}`);
}
