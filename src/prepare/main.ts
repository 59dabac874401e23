/**
 * The process that reads programs: whatever is made of a stranger's text happens here. A text of some
 * characters can keep a parser busy for hours or use up all memory, and neither a thread nor a heap can
 * be relied on to stop: the server kills the process when it is late. This thread does so where there is
 * no server any more, and watches the memory, which V8's own limit doesn't hold: WebAssembly is not in it.
 */
import { OVER_MEMORY } from "../rpc/protocol.ts";
import type { PreparerSetup } from "../rpc/prepare_protocol.ts";
import type { PreparerWord } from "./worker.ts";

const POLL_MS = 10;
/** What a text may leave behind: a process that has grown by more is replaced when it is idle. */
const LEFTOVER_BYTES = 64 * 2 ** 20;

const { patienceMs, memoryBytes } = JSON.parse(Deno.args.at(-1) ?? "{}") as PreparerSetup;
const worker = new Worker(new URL("./worker.ts", import.meta.url), {
  type: "module",
  deno: { permissions: "none" },
});
let idleBytes = 0;
let poll: ReturnType<typeof setInterval> | undefined;

worker.onmessage = ({ data }: MessageEvent<PreparerWord>) => {
  clearInterval(poll);
  switch (data) {
    case "ready":
      idleBytes = Deno.memoryUsage().rss;
      return;
    case "busy":
      return watch();
    case "idle":
      if (Deno.memoryUsage().rss > idleBytes + LEFTOVER_BYTES) Deno.exit(0);
      return;
    case "left":
      Deno.exit(0);
  }
};
worker.onerror = (event) => {
  event.preventDefault();
  console.error(event.message);
  Deno.exit(1);
};
worker.postMessage("start");

/**
 * Never called: an import that stands in our own program makes Deno fetch the packages when it fetches
 * ours, so that this process finds them in the cache.
 */
export function fetchPackages(): Promise<unknown> {
  return import("./worker.ts");
}

/** Only while it is busy: an idle process must not wake the machine up. */
function watch(): void {
  const parent = Deno.ppid;
  const until = performance.now() + patienceMs;
  poll = setInterval(() => {
    if (Deno.memoryUsage().rss > idleBytes + memoryBytes) {
      console.error(OVER_MEMORY);
      Deno.exit(1);
    }
    if (Deno.ppid !== parent || performance.now() > until) Deno.exit(1);
  }, POLL_MS);
}
