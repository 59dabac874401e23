/**
 * The process that reads programs: whatever is made of a stranger's text happens here. A text of some
 * characters can keep a parser busy for hours or use up all memory, and neither a thread nor a heap can
 * be relied on to stop: the server kills the process when it is late, and this thread does so where there
 * is no server any more.
 */
import { watchWorker } from "../process/lines/watch_worker.ts";

watchWorker(new URL("./worker.ts", import.meta.url));

/**
 * Never called: an import that stands in our own program makes Deno fetch the packages when it fetches
 * ours, so that this process finds them in the cache.
 */
export function fetchPackages(): Promise<unknown> {
  return import("./worker.ts");
}
