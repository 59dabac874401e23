import { TRACE_BUFFER_CHARS, TRACE_END_MS } from "../config.ts";
import { Trace } from "../process/trace.ts";
import { tellPeople } from "../process/tell_people.ts";
import type { Settings } from "./settings/flags.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Starts the trace that a command's settings ask for, if they do.
 *
 * @returns what ends it
 * @throws {UsageError} when its file can't be written
 */
export async function openTrace({ trace, limits }: Settings): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  if (trace === undefined) return stack;
  const traceLimits = {
    textChars: limits.traceChars,
    bufferChars: TRACE_BUFFER_CHARS,
    fileChars: limits.traceMb * 2 ** 20,
    endMs: TRACE_END_MS,
  };
  try {
    stack.use(await Trace.start(trace, traceLimits, tellPeople));
  } catch (error) {
    throw new UsageError(`Cannot write a trace to "${trace}": ${(error as Error).message}`);
  }
  return stack;
}
