/**
 * The sandbox process: starts the worker that holds the submission, which speaks with the server by
 * itself, and the watchdog. Runs one submission, then is killed. It has no permission but reading its
 * own source.
 */
import type { WorkerWord } from "./worker.ts";

const setup = Deno.args.at(-1) ?? "{}";
const worker = spawn(new URL("./worker.ts", import.meta.url));
const workerReady = ready(worker); // while this thread is busy with starting the next
const watchdog = spawn(new URL("./watchdog.ts", import.meta.url));
await workerReady;
// It measures what there is now: nothing that the code does counts as having been there before.
await ready(watchdog);

worker.onmessage = ({ data }: MessageEvent<WorkerWord>) => {
  if (data === "started") watchdog.postMessage(data);
  // The server has closed the pipe or is gone.
  else if (data === "left") Deno.exit(0);
};
Deno.stdout.writeSync(new TextEncoder().encode('{"type":"ready"}\n'));

function spawn(url: URL): Worker {
  const worker = new Worker(url, { type: "module", deno: { permissions: "none" } });
  worker.onerror = (event) => {
    // Unhandled, it would end this process without a word.
    event.preventDefault();
    console.error(`${url.pathname.split("/").at(-1)}: ${event.message}`);
    Deno.exit(1);
  };
  return worker;
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.onmessage = () => resolve();
    worker.postMessage(setup);
  });
}
