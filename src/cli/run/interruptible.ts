import { tellNoMore } from "../../process/tell_people.ts";

/**
 * Does a job that the first Ctrl-C asks to end. The next one has its default again: the operating system ends us.
 *
 * @param job gets the signal that is aborted then
 */
export async function interruptible<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const listener = () => {
    Deno.removeSignalListener("SIGINT", listener);
    tellNoMore();
    interrupt.abort();
  };
  Deno.addSignalListener("SIGINT", listener);
  try {
    return await job(interrupt.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", listener);
  }
}
