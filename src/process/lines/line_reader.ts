/** A peer sent more than the permitted number of bytes without a line end. */
export class LineTooLongError extends Error {
  override name = "LineTooLongError";
}

/** From this size on memory is given back before the garbage collector comes; below it costs more than it gains. */
const LARGE_BYTES = 32 * 1024;

/** A line over the limit, of which the ends alone were kept. */
export interface LongLine {
  bytes: number;
  head: string;
  tail: string;
}

const LF = 0x0a;

/** What is kept of each end of a line over the limit, in bytes: a JSON-RPC answer has its `"id"` there. */
const END_BYTES = 256;

/**
 * Cuts a byte stream into lines, at a cost that is linear in its length however it is chunked.
 *
 * ```ts
 * const lines = new LineReader(1024);
 * lines.push(new TextEncoder().encode('{"a":1}\n{"b"')); // '{"a":1}'
 * lines.push(new TextEncoder().encode(":2}\n")); //         '{"b":2}'
 * ```
 */
export class LineReader {
  #decoder = new TextDecoder();
  /** The beginning of a line that goes on in the next chunk. */
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  /** Of a line over the limit; of its rest `#pending` has the end alone. */
  #head: Uint8Array | undefined;

  /**
   * @param maxBytes the longest line that is taken: a longer one must not fill the memory
   * @param onTooLong receives a longer line at its end, and the next ones are read; without it, `push` throws
   */
  constructor(readonly maxBytes: number, readonly onTooLong?: (line: LongLine) => void) {}

  /**
   * Takes the next bytes of the stream. The chunk may be reused by the caller afterwards.
   *
   * @returns the lines that are complete now, joined by line feeds; `undefined` when there is none
   * @throws {LineTooLongError}
   */
  push(chunk: Uint8Array): string | undefined {
    if (chunk.length > this.maxBytes) return this.#pushInParts(chunk);
    const last = chunk.lastIndexOf(LF);
    if (last < 0) {
      this.#keep(chunk);
      return undefined;
    }
    let start = 0;
    let first: string | undefined;
    if (this.#pendingBytes > 0) {
      const end = chunk.indexOf(LF);
      first = this.#finish(chunk.subarray(0, end));
      start = end + 1;
    }
    const others = start <= last ? this.#decoder.decode(chunk.subarray(start, last)) : undefined;
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
    return first === undefined || others === undefined ? first ?? others : `${first}\n${others}`;
  }

  /** Takes parts in which no whole line is over the limit; one that spans two is counted. */
  #pushInParts(chunk: Uint8Array): string | undefined {
    const texts: string[] = [];
    for (let at = 0; at < chunk.length; at += this.maxBytes) {
      const text = this.push(chunk.subarray(at, at + this.maxBytes));
      if (text !== undefined) texts.push(text);
    }
    return texts.length > 0 ? texts.join("\n") : undefined;
  }

  /** Takes a part of a line that is not complete. */
  #keep(part: Uint8Array): void {
    this.#pendingBytes += part.length;
    if (this.#pendingBytes <= this.maxBytes) {
      this.#pending.push(part.slice());
      return;
    }
    if (!this.onTooLong) {
      throw new LineTooLongError(`A line is longer than ${this.maxBytes} bytes`);
    }
    this.#head ??= concat([...this.#pending, part]).slice(0, END_BYTES);
    const end = part.length < END_BYTES ? concat([...this.#pending, part]) : part;
    this.#pending = [end.slice(-END_BYTES)];
  }

  /** @returns the line whose last part this is; `undefined` when it was too long */
  #finish(part: Uint8Array): string | undefined {
    if (this.#pendingBytes + part.length > this.maxBytes) this.#keep(part);
    const [bytes, head] = [this.#pendingBytes, this.#head];
    const line = concat(head ? this.#pending : [...this.#pending, part]);
    this.#pending.forEach(release);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#head = undefined;
    if (!head) {
      const text = this.#decoder.decode(line);
      release(line);
      return text;
    }
    this.onTooLong?.({
      bytes,
      head: this.#decoder.decode(head),
      tail: this.#decoder.decode(line),
    });
    return undefined;
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Gives the memory of bytes back now. The garbage collector comes when it likes: a few answers of 16 MB,
 * each of which is held as parts, as bytes and as text, would be hundreds of megabytes by then.
 */
export function release(bytes: Uint8Array<ArrayBuffer>): void {
  if (bytes.length > LARGE_BYTES) bytes.buffer.transfer(0);
}
