import { howItEnded } from "../how_it_ended.ts";
import { Killer } from "../killer.ts";
import { countMessage } from "./garbage.ts";
import { LineReader, type LongLine, release } from "./line_reader.ts";
import { PipeReader } from "./pipe_reader.ts";
import { type Note, traceOfChild } from "../trace.ts";

/** A child process with all three pipes ours. */
export type PipedChild = Pick<
  Deno.ChildProcess,
  "stdin" | "stdout" | "stderr" | "status" | "kill"
>;

/** Lines that the process has not taken yet: beyond these characters it should be sent no more. */
const FULL_CHARS = 2 ** 20;

export interface LineProcessOptions {
  /** What a trace calls processes of its kind; without it the process is not traced. */
  peer?: string;
  /** The longest line that is taken from its stdout, in bytes. */
  maxLineBytes: number;
  /** Receives a longer line at its end, and the next ones are read; without it a longer one is a fault. */
  onTooLong?: (line: LongLine) => void;
  /** Receives each line of its stdout, without the line end. What it throws is a fault. */
  onLine: (line: string) => void;
  stderr: {
    /** What is kept of its end, in characters. */
    tailChars: number;
    /** More than this is a flood, which is a fault; in bytes. */
    floodBytes?: number;
    /** Receives what is kept whenever there is more of it. */
    onTail?: (tail: string) => void;
  };
  /**
   * How long the pipes of a process are read on once it has been reaped, in milliseconds: another one may
   * hold them. Without it until they end.
   */
  patience?: { stdoutMs: number; stderrMs: number };
}

/**
 * A child process that speaks in lines: sends it lines, hands its own on, keeps the end of its stderr, and
 * kills and reaps it. A fault, which is what ends a pipe before its time, kills the process.
 */
export class LineProcess {
  /** How it ended, e.g. `exit code 1`; `undefined` until it has been reaped. */
  ending: string | undefined;
  /** Whether we have killed it. */
  killed = false;
  /** The end of its stderr, up to now. */
  stderr = "";
  /** Resolves when the process has been reaped. */
  readonly status: Promise<Deno.CommandStatus>;
  /** Resolves when its stdout is read no further: with the fault, if there was one. */
  readonly output: Promise<Error | undefined>;
  /** Resolves when its stderr is read no further: with the fault, if there was one. */
  readonly errors: Promise<Error | undefined>;
  /**
   * Resolves when the process is gone: it has been reaped, and no process holds its pipes any more, or for
   * longer than we wait for that. No line comes afterwards.
   */
  readonly gone: Promise<void>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #killer: Killer;
  readonly #trace: Note | undefined;
  #outbox: string[] = [];
  #written: Promise<void> = Promise.resolve();
  /** Characters that the process has not taken yet. */
  #untaken = 0;
  #taken = Promise.withResolvers<void>();

  constructor(child: PipedChild, options: LineProcessOptions) {
    const { peer, maxLineBytes, onTooLong, onLine, stderr, patience } = options;
    this.#trace = peer === undefined ? undefined : traceOfChild(peer);
    this.status = child.status;
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // the pipe breaks when the process ends: `gone` tells of that
    this.#killer = new Killer(child, this.#writer);
    const [stdoutPipe, stderrPipe] = [new PipeReader(child.stdout), new PipeReader(child.stderr)];
    const lines = new LineReader(
      maxLineBytes,
      onTooLong && ((line) => {
        this.#trace?.("from", line.head, line.bytes);
        onTooLong(line);
      }),
    );
    this.output = this.#read(stdoutPipe, (chunk) => {
      this.#killer.heard();
      const text = lines.push(chunk);
      if (text === undefined) return;
      for (const line of text.split("\n")) {
        this.#trace?.("from", line);
        countMessage(line);
        onLine(line);
      }
    });
    this.errors = this.#read(stderrPipe, this.#keep(stderr));
    this.gone = this.#reap([stdoutPipe, stderrPipe], patience);
  }

  /**
   * Sends a line; those of one turn go out as one write.
   *
   * @param text without a line end
   * @returns resolves when the process has taken it, and rejects when it is gone. Need not be awaited.
   */
  send(text: string): Promise<void> {
    this.#trace?.("to", text);
    countMessage(text);
    this.#untaken += text.length;
    if (this.#outbox.push(text) === 1) {
      this.#written = Promise.resolve().then(() => this.#flush());
      this.#written.catch(() => {}); // the caller that awaits it has the error
    }
    return this.#written;
  }

  /** Resolves once what was sent is in the pipe, or the process is gone. */
  drained(): Promise<void> {
    return this.#writer.ready.catch(() => {}); // see `closed`
  }

  /** Whether the process is so far behind with reading that it should be sent no more. */
  get full(): boolean {
    return this.#untaken > FULL_CHARS;
  }

  /** Resolves when the process has taken some more of what was sent to it, or is gone. */
  taken(): Promise<void> {
    return this.#taken.promise;
  }

  /** @returns the end of its stderr since this was called last */
  takeStderr(): string {
    const said = this.stderr;
    this.stderr = "";
    return said;
  }

  /** Kills the process, as soon as that leaves nothing behind; what was still to be written is dropped. */
  kill(): void {
    this.killed = true;
    this.#killer.kill();
  }

  /**
   * Closes its stdin, and kills it when it does not end by itself; resolves when it is gone.
   *
   * @param withinMs how long it may take to end, in milliseconds
   */
  async close(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), withinMs);
    // Both reject when the process is gone already, which is what we are waiting for.
    if (this.#outbox.length > 0) this.#flush().catch(() => {});
    this.#writer.close().catch(() => {});
    await this.gone;
    clearTimeout(timer);
  }

  async #flush(): Promise<void> {
    if (this.#outbox.length === 0) return; // `close` was faster
    const text = this.#outbox.join("\n") + "\n";
    const chars = text.length - this.#outbox.length; // without the line ends
    this.#outbox = [];
    const bytes = encoder.encode(text);
    try {
      await this.#writer.write(bytes);
    } finally {
      release(bytes);
      this.#untaken -= chars;
      this.#taken.resolve();
      this.#taken = Promise.withResolvers();
    }
  }

  #keep({ tailChars, floodBytes = Infinity, onTail }: LineProcessOptions["stderr"]) {
    let decoder = new TextDecoder();
    let bytes = 0;
    const mostBytes = tailChars * MOST_BYTES_OF_CHAR;
    return (chunk: Uint8Array) => {
      if ((bytes += chunk.length) > floodBytes) throw new Error("A flood on stderr");
      // A torrent of gigabytes is read at the cost of its end alone.
      const end = this.#trace ? chunk : chunk.subarray(-mostBytes);
      if (end.length < chunk.length) decoder = new TextDecoder();
      const text = decoder.decode(end, { stream: true });
      this.#trace?.("stderr", text);
      this.stderr = (this.stderr + text).slice(-tailChars);
      onTail?.(this.stderr);
    };
  }

  async #read(pipe: PipeReader, take: (chunk: Uint8Array) => void): Promise<Error | undefined> {
    try {
      await pipe.read(take);
    } catch (error) {
      this.kill();
      const fault = error instanceof Error ? error : new Error(String(error));
      this.#trace?.("end", fault.message);
      return fault;
    }
  }

  async #reap(
    [stdout, stderr]: [PipeReader, PipeReader],
    patience: LineProcessOptions["patience"],
  ): Promise<void> {
    this.ending = howItEnded(await this.status);
    this.#trace?.("end", this.ending);
    await within(patience?.stdoutMs, this.output);
    await within(patience?.stderrMs, this.errors);
    for (const pipe of [stdout, stderr]) pipe.cancel().catch(() => {}); // its fault has been reported
    // Releases the pipe; what was still to be written has no reader.
    this.#writer.abort(new Error("The process is gone")).catch(() => {});
  }
}

/** A character of UTF-16 has at most three in UTF-8; one more, since the first may be cut. */
const MOST_BYTES_OF_CHAR = 4;

const encoder = new TextEncoder();

/** Resolves with `promise`, after `ms` milliseconds at the latest. */
async function within(ms: number | undefined, promise: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    if (ms !== undefined) timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
