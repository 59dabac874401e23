/**
 * The watchdog: a worker beside the submission's that measures the process. It is a thread of its own
 * because under a flood of messages the process's main thread never gets to run a timer. It reports to the
 * server on stderr, which kills; where there is no server any more it ends the process itself.
 */
import type { SandboxSetup } from "../rpc/protocol.ts";
import { OVER_MEMORY } from "../rpc/protocol.ts";

const POLL_MS = 10;
/** Beyond the limit by this much the process ends itself: the server didn't get to kill it. */
const OVERRUN_BYTES = 64 * 2 ** 20;

// The global, which Deno makes on first use: an import of "node:process" costs every start 15 ms.
declare const process: { abort(): never };
declare const self: {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(word: string): void;
};

let limit: number;
self.onmessage = (event) => {
  if (event.data === "started") return watch();
  const setup = JSON.parse(event.data) as SandboxSetup;
  limit = Deno.memoryUsage().rss + setup.memoryBytes;
  self.postMessage("ready");
};

// Polls from the start of the code only: an idle spare must not wake the machine up.
function watch(): void {
  const parent = Deno.ppid;
  let reported = false;
  setInterval(() => {
    const { rss } = Deno.memoryUsage();
    if (rss > limit && !reported) {
      reported = true;
      Deno.stderr.writeSync(new TextEncoder().encode(`${OVER_MEMORY}\n`));
    }
    // `Deno.kill` of the own process is refused in a worker on Deno 2.4; abort is not.
    if (rss > limit + OVERRUN_BYTES || Deno.ppid !== parent) process.abort();
  }, POLL_MS);
}
