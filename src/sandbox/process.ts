/**
 * The sandbox process: passes lines between the server's pipes and the worker that holds the
 * submission. Runs one submission, then is killed. It has no permission but reading its own source.
 */
import { LineReader } from "../rpc/lines.ts";

// A reply is at most 8 MiB of JSON; escapes can double it, and this side trusts the server.
const MAX_LINE_BYTES = 64 * 2 ** 20;

const worker = spawn(new URL("./worker.ts", import.meta.url));
const watchdog = spawn(new URL("./watchdog.ts", import.meta.url));
const encoder = new TextEncoder();

const setup = Deno.args.at(-1) ?? "{}";
const bothReady = Promise.all([workerSays("ready", worker), workerSays("ready", watchdog)]);
worker.postMessage(setup);
watchdog.postMessage(setup);
await bothReady;

worker.onmessage = (event) => writeLine(event.data);
writeLine('{"type":"ready"}');

const lines = new LineReader(MAX_LINE_BYTES);
const buffer = new Uint8Array(64 * 1024);
let started = false;
for (let n; (n = await Deno.stdin.read(buffer)) !== null;) {
  const text = lines.push(buffer.subarray(0, n));
  if (text === undefined) continue;
  if (!started) watchdog.postMessage("started");
  started = true;
  worker.postMessage(text);
}
// The server has closed the pipe or is gone.
Deno.exit(0);

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

function workerSays(word: string, worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.onmessage = (event) => event.data === word && resolve();
  });
}

/** Blocks while the pipe is full: then the server is slow, and the worker's messages wait here. */
function writeLine(line: string): void {
  let bytes = encoder.encode(line + "\n");
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
