import { constants } from "node:os";

/**
 * How a process ended, in words that hold nothing of this machine.
 *
 * @returns e.g. `SIGSEGV` or `exit code 1`. What stands around a process, a shell or bubblewrap, tells of
 * a signal as 128 and its number.
 */
export function howItEnded({ code, signal }: Deno.CommandStatus): string {
  return signal ?? SIGNALS.get(code - 128) ?? `exit code ${code}`;
}

/** Some have two names: the first one is the usual. */
const SIGNALS = new Map(
  Object.entries(constants.signals).reverse().map(([name, number]) => [number, name]),
);
