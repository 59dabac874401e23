/** The worker's own ends of the process's pipes: a line costs no hop through another thread. */
import {
  ArrayBuffer,
  decode,
  defineHidden,
  encode,
  readStdin,
  readStdinSync,
  safely,
  stringIndexOf,
  stringSlice,
  turn,
  typedArrayBuffer,
  typedArrayLength,
  Uint8Array,
  writeStdout,
} from "../primordials.ts";

const STREAM = { stream: true };
const CHUNK_BYTES = 64 * 1024;

/** @returns the bytes of a line */
export function encodeLine(text: string): Uint8Array {
  return encode(text + "\n");
}

/** Sends lines. Blocks while the pipe is full: then the server is slow, and the code waits for it. */
export function writeLines(text: string): void {
  const bytes = encodeLine(text);
  const length = typedArrayLength(bytes);
  for (let sent = writeStdout(bytes); sent < length;) {
    sent += writeStdout(new Uint8Array(typedArrayBuffer(bytes), sent, length - sent));
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
  const buffer = new ArrayBuffer(CHUNK_BYTES);
  const chunk = bytesOf(buffer, CHUNK_BYTES);
  let rest = "";
  while (true) {
    await turn(); // the code goes as far as it can
    const length = nothingElse() ? readStdinSync(chunk) : await safely(readStdin(chunk));
    if (length === null) return;
    const text = decode(bytesOf(buffer, length), STREAM);
    let start = 0;
    for (let end; (end = stringIndexOf(text, "\n", start)) >= 0; start = end + 1) {
      const line = rest + stringSlice(text, start, end);
      rest = "";
      take(line);
    }
    rest += stringSlice(text, start);
  }
}

/** The first bytes of a buffer. Deno asks them for their `length`, which would be the prototype's. */
function bytesOf(buffer: ArrayBuffer, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(buffer, 0, length);
  defineHidden(bytes, "length", length);
  return bytes;
}
