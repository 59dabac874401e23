/**
 * The process that erases types. The eraser is a WebAssembly program that a short text can keep busy for
 * hours (`<T>(` forty times) or break for good (a thousand parentheses), and a thread can't be relied on
 * to stop: so it is a process, which ends itself, also when nobody is left to kill it.
 *
 * Its last argument is the longest time for one text, in milliseconds.
 */
import { LineReader } from "../../../lines.ts";

const patience = Number(Deno.args.at(-1));
const encoder = new TextEncoder();
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
let timer: ReturnType<typeof setTimeout> | undefined;

worker.onmessage = (event: MessageEvent<string>) => {
  clearTimeout(timer);
  write(event.data);
};
worker.onerror = () => Deno.exit(1);

const lines = new LineReader(Infinity);
for await (const chunk of Deno.stdin.readable) {
  const request = lines.push(chunk);
  if (request === undefined) continue;
  timer = setTimeout(() => Deno.exit(1), patience);
  worker.postMessage(request);
}
Deno.exit(0);

function write(line: string): void {
  const bytes = encoder.encode(line + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
