/** The worker of such a process: waits for a line in the read itself, which takes the least time there is. */
import { program, waits } from "./program.ts";

// Deno 2.4 has it, its types don't.
const { setImmediate } = globalThis as unknown as { setImmediate(run: () => void): void };
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const buffer = new Uint8Array(64 * 1024);
let rest = "";

function say(message: unknown): void {
  Deno.stdout.writeSync(encoder.encode(JSON.stringify(message) + "\n"));
}

function hear(): boolean {
  const count = Deno.stdin.readSync(buffer);
  if (count === null) return false;
  const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
  rest = lines.pop()!;
  for (const line of lines) take(JSON.parse(line));
  return true;
}

const take = program(say);
say("ready");
for (let there = hear(); there;) {
  await new Promise<void>((resolve) => setImmediate(resolve)); // the program goes as far as it can
  if (waits()) there = hear();
}
