import type { PipedChild } from "../../src/process/lines/line_process.ts";

/**
 * What stands where the sandbox process stands, in this process: it says what a test has it say, and
 * nothing keeps it from being hostile.
 */
export class ScriptedPeer {
  readonly child: PipedChild;
  /** Every line that the server has sent, as long as it was read. */
  readonly heard: string[] = [];
  killed = false;
  #stdout!: ReadableByteStreamController;
  #stderr!: ReadableByteStreamController;
  #end: (status: Deno.CommandStatus) => void;
  #encoder = new TextEncoder();
  #waiting = new Set<() => void>();

  /** @param deaf whether it never reads what it is sent */
  constructor(deaf = false) {
    const { promise: status, resolve } = Promise.withResolvers<Deno.CommandStatus>();
    this.#end = resolve;
    const decoder = new TextDecoder();
    const stdin = new WritableStream<Uint8Array>({
      write: (chunk) => {
        // A pipe that nobody reads breaks when its process is gone.
        if (deaf) return status.then(() => Promise.reject(new Error("Broken pipe")));
        this.heard.push(...decoder.decode(chunk).trimEnd().split("\n"));
        for (const look of this.#waiting) look();
      },
    });
    const stream = (keep: (controller: ReadableByteStreamController) => void) =>
      new ReadableStream({ type: "bytes", start: keep });
    this.child = {
      stdin,
      stdout: stream((controller) => this.#stdout = controller),
      stderr: stream((controller) => this.#stderr = controller),
      status,
      kill: () => {
        this.killed = true;
        this.exit(137, "SIGKILL");
      },
    } as PipedChild;
  }

  /** Writes a message on its stdout; a text goes out as it is. */
  say(...messages: unknown[]): void {
    const lines = messages.map((one) => typeof one === "string" ? one : JSON.stringify(one));
    this.bytes(this.#encoder.encode(lines.join("\n") + "\n"));
  }

  bytes(bytes: Uint8Array): void {
    if (!this.killed) this.#stdout.enqueue(bytes.slice()); // it keeps what it is given
  }

  complain(text: string): void {
    if (!this.killed) this.#stderr.enqueue(this.#encoder.encode(text));
  }

  /** Ends the process. */
  exit(code: number, signal: Deno.Signal | null = null): void {
    for (const pipe of [this.#stdout, this.#stderr]) {
      try {
        pipe.close();
        pipe.byobRequest?.respond(0); // ends a read that waits
      } catch {
        // closed before
      }
    }
    this.#end({ success: code === 0, code, signal });
  }

  /** Resolves once it has heard a line with `text` in it, so often. */
  hears(text: string, times = 1): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.heard.filter((line) => line.includes(text)).length < times) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}
