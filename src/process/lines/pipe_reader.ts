/** What a pipe of Linux holds, in bytes: a larger buffer is never full. */
const BUFFER_BYTES = 64 * 1024;

/**
 * Reads what a child process writes, into one buffer over and over: a stream that is read by `for await`
 * makes 64 KiB of garbage of every short line.
 */
export class PipeReader {
  readonly #reader: ReadableStreamBYOBReader;

  /** @param stream `stdout` or `stderr` of a child process */
  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader({ mode: "byob" });
  }

  /**
   * Hands every chunk to `take`, which must have done with its bytes when it returns.
   *
   * @returns at the end of the stream, or after `cancel`; the pipe is closed by then
   * @throws what `take` throws, and the error of a pipe that breaks
   */
  async read(take: (chunk: Uint8Array) => void): Promise<void> {
    let buffer = new Uint8Array(BUFFER_BYTES);
    try {
      for (;;) {
        const { done, value } = await this.#reader.read(buffer);
        if (done) return;
        take(value);
        buffer = new Uint8Array(value.buffer);
      }
    } finally {
      this.cancel().catch(() => {}); // a pipe that broke has told its error already
    }
  }

  /** Closes the pipe; what it still holds is lost. */
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
