/**
 * The process that checks types: TypeScript meets a stranger's text here, and types of a few lines can
 * keep it busy or use up all memory. The server kills the process when it is late.
 */
import { watchWorker } from "../process/lines/watch_worker.ts";

watchWorker(new URL("./worker.ts", import.meta.url));

/** Never called, as in `prepare/main.ts`: Deno fetches the packages by it. */
export function fetchPackages(): Promise<unknown> {
  return import("./worker.ts");
}
