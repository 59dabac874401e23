/**
 * The worker's own ends of the process's pipes: a line costs no hop through another thread. Only
 * references taken here are used, so that tampered prototypes have no say in what is read and sent.
 */
import { turn } from "./turn.ts";
import { uncurryThis } from "./uncurry_this.ts";

const indexOf = uncurryThis(String.prototype.indexOf);
const slice = uncurryThis(String.prototype.slice);
const lengthOf = uncurryThis(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), "length")!.get!,
) as (bytes: Uint8Array) => number;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
const decode = decoder.decode.bind(decoder);
const { Uint8Array: Bytes } = globalThis;
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
const read = Deno.stdin.read.bind(Deno.stdin);
const readSync = Deno.stdin.readSync.bind(Deno.stdin);

const STREAM = { stream: true };
const CHUNK_BYTES = 64 * 1024;

/** @returns the bytes of a line */
export function encodeLine(text: string): Uint8Array {
  return encode(text + "\n");
}

/** Sends lines. Blocks while the pipe is full: then the server is slow, and the code waits for it. */
export function writeLines(text: string): void {
  const bytes = encodeLine(text);
  const length = lengthOf(bytes);
  for (let sent = writeSync(bytes); sent < length;) {
    sent += writeSync(new Bytes(bytes.buffer, sent, length - sent));
  }
}

/**
 * Hands every line that the server sends to `take`, until it closes the pipe. There is no limit: this
 * side trusts the server. Each character is looked at once, however the stream is chunked.
 *
 * @param nothingElse whether nothing but a line can make the code go on. Then the thread waits in the
 * read itself: an asynchronous read waits in a thread of its own, which has to wake this one. A call
 * takes 50 to 90 µs less by it.
 */
export async function readLines(
  take: (line: string) => void,
  nothingElse: () => boolean,
): Promise<void> {
  const next = async () => {
    await turn(); // the code goes as far as it can
    return nothingElse() ? readSync(chunk) : read(chunk);
  };
  const buffer = new ArrayBuffer(CHUNK_BYTES);
  const chunk = new Bytes(buffer);
  let rest = "";
  for (let n; (n = await next()) !== null;) {
    const text = decode(new Bytes(buffer, 0, n), STREAM);
    let start = 0;
    for (let end; (end = indexOf(text, "\n", start)) >= 0; start = end + 1) {
      const line = rest + slice(text, start, end);
      rest = "";
      take(line);
    }
    rest += slice(text, start);
  }
}
