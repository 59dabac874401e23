/** A peer sent more than the permitted number of bytes without a line end. */
export class LineTooLongError extends Error {
  override name = "LineTooLongError";
}

const LF = 0x0a;

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
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  /** @param maxBytes the longest line that is taken; a longer one throws instead of filling memory */
  constructor(readonly maxBytes: number) {}

  /**
   * Takes the next bytes of the stream. The chunk may be reused by the caller afterwards.
   *
   * @returns the lines that are complete now, joined by line feeds; `undefined` when there is none
   * @throws {LineTooLongError}
   */
  push(chunk: Uint8Array): string | undefined {
    const end = chunk.lastIndexOf(LF);
    if (end < 0) {
      this.#keep(chunk);
      return undefined;
    }
    let complete = chunk.subarray(0, end);
    if (this.#pendingBytes > 0) complete = this.#join(complete);
    if (end + 1 < chunk.length) this.#keep(chunk.subarray(end + 1));
    return this.#decoder.decode(complete);
  }

  #keep(chunk: Uint8Array): void {
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes > this.maxBytes) {
      throw new LineTooLongError(`A line is longer than ${this.maxBytes} bytes`);
    }
    this.#pending.push(chunk.slice());
  }

  #join(last: Uint8Array): Uint8Array {
    const joined = new Uint8Array(this.#pendingBytes + last.length);
    let at = 0;
    for (const part of this.#pending) {
      joined.set(part, at);
      at += part.length;
    }
    joined.set(last, at);
    this.#pending = [];
    this.#pendingBytes = 0;
    return joined;
  }
}
