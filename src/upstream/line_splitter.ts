const NEWLINE = 10;

/** What is kept of each end of a line that is too long: an answer has its `"id"` first or last. */
const END = 256;

/**
 * Cuts a stream of bytes into lines at a cost that is linear in their length: every byte is looked at
 * once and copied once or twice. A line over the limit is counted but not kept, so that a peer can't fill the
 * memory.
 */
export class LineSplitter {
  #parts: Uint8Array[] = [];
  #length = 0;
  #head: Uint8Array | undefined;

  /**
   * @param limit longest line that is kept, in bytes.
   * @param onLine receives each line without its newline.
   * @param onTooLong receives the length in bytes and both ends of a line over the limit.
   */
  constructor(
    readonly limit: number,
    readonly onLine: (line: Uint8Array) => void,
    readonly onTooLong: (length: number, head: Uint8Array, tail: Uint8Array) => void,
  ) {}

  /** Takes the next bytes of the stream. The chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk.subarray(start, end));
      this.#emit();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Takes the beginning of a line that goes on in the next chunk. */
  #keep(part: Uint8Array): void {
    // Of a line over the limit only the ends are kept, and they are copies.
    this.#add(this.#length + part.length <= this.limit ? part.slice() : part);
  }

  #add(part: Uint8Array): void {
    this.#length += part.length;
    this.#parts.push(part);
    if (this.#length <= this.limit) return;
    this.#head ??= concat(this.#parts).slice(0, END);
    this.#parts = [part.length >= END ? part.slice(-END) : concat(this.#parts).slice(-END)];
  }

  #emit(): void {
    const [line, length, head] = [concat(this.#parts), this.#length, this.#head];
    [this.#parts, this.#length, this.#head] = [[], 0, undefined];
    if (head) this.onTooLong(length, head, line);
    else this.onLine(line);
  }
}

function concat(parts: Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
