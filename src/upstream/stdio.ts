import type { Transport } from "@modelcontextprotocol/sdk/shared/transport";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
import { LineReader, type LongLine } from "../process/line_reader.ts";
import { PipeReader } from "../process/pipe_reader.ts";
import { Killer } from "../process/killer.ts";
import { howItEnded } from "../process/how_it_ended.ts";

/** How long a process may take to end by itself once its stdin is closed, in milliseconds. */
const CLOSE_MS = 300;

/**
 * How long we wait for the end of its stdout once a process has been reaped, in milliseconds. Who holds
 * that pipe may still write: a process inside of a wrapper, which outlives it by some milliseconds, or the
 * server itself, where the command was `npx`, which ends when it sees the end of its stdin. A process that
 * has nothing to do with us, which the command has left in the background, would hold it for ever; and we
 * have to end within two seconds.
 */
const GONE_MS = 700;

/** How long the stderr of a process that is gone is read on, in milliseconds: it holds words, no writes. */
const DRAIN_MS = 100;

/** Kept of what the process writes to stderr, in characters: its last words explain its death. */
const STDERR_TAIL = 2_000;

/** What servers built on the SDK take as one message, in bytes; beyond it they never answer. */
const MAX_REQUEST = 10 * 2 ** 20;

/** A message is longer than servers take. */
export class RequestTooLong extends Error {
  override readonly name = "RequestTooLong";
  constructor(bytes: number) {
    const [has, may] = [bytes, MAX_REQUEST].map((value) => (value / 2 ** 20).toFixed(1));
    super(
      `Cannot send a call of ${has} MB: the server takes at most ${may} MB: ` +
        "split it into several calls",
    );
  }
}

/** The code of an answer that was too long to take: from JSON-RPC's range for implementations. */
export const TOO_LONG = -32_010;

/**
 * MCP over the pipes of a child process. The SDK's own stdio transport reads at quadratic cost under
 * Deno, checks every message against a schema of the whole protocol, closes at 10 MiB, and passes on
 * parts of our environment.
 */
export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  #child: Deno.ChildProcess | undefined;
  #stdin: ReturnType<Deno.ChildProcess["stdin"]["getWriter"]> | undefined;
  #killer: Killer | undefined;
  #started: Promise<void> | undefined;
  #closed: Promise<void> = Promise.resolve();
  #stderr = "";
  #status: Deno.CommandStatus | undefined;

  /**
   * @param spawn starts the process, with all three pipes ours.
   * @param maxLine longest answer that is taken, in bytes; a longer one becomes an error.
   */
  constructor(
    readonly spawn: () => Deno.ChildProcess | Promise<Deno.ChildProcess>,
    readonly maxLine: number,
  ) {}

  /** The process's id, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How the process ended; undefined as long as it runs. */
  get ending(): string | undefined {
    return this.#status && `it ended with ${howItEnded(this.#status)}`;
  }

  /** What it said last on stderr, in one line. */
  get lastWords(): string {
    return this.#stderr.trim().replace(/\s+/g, " ");
  }

  /** Starts the process. @throws what `spawn` throws. */
  start(): Promise<void> {
    return this.#started = this.#start();
  }

  async #start(): Promise<void> {
    const child = await this.spawn();
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.#killer = new Killer(child, this.#stdin);
    this.#closed = this.#live(child);
  }

  /** @throws {RequestTooLong} in which case nothing was sent. */
  send(message: JSONRPCMessage): Promise<void> {
    if (!this.#stdin) return Promise.reject(new TypeError("Cannot send: the process is not there"));
    const line = encoder.encode(JSON.stringify(message) + "\n");
    if (line.length > MAX_REQUEST) return Promise.reject(new RequestTooLong(line.length));
    return this.#stdin.write(line);
  }

  /** Lets the process end by itself for a moment, then kills it; resolves when it is gone. */
  async close(): Promise<void> {
    // Before that there is nothing to end. Whoever started it hears of a failure.
    await this.#started?.catch(() => {});
    const timer = setTimeout(() => this.kill(), CLOSE_MS);
    // Rejects when the process is gone already, which is what we are waiting for.
    this.#stdin?.close().catch(() => {});
    await this.#closed;
    clearTimeout(timer);
  }

  /** Ends the process at once; resolves when it is gone. */
  kill(): Promise<void> {
    this.#killer?.kill();
    return this.#closed;
  }

  /**
   * Resolves when the process is gone: it has been reaped, and nobody holds its stdout any more. Only then
   * can nothing that it has started be written later.
   */
  get gone(): Promise<void> {
    return this.#closed;
  }

  /** From start to end of the process. Whoever waits for an answer hears of the end last. */
  async #live(child: Deno.ChildProcess): Promise<void> {
    const lines = new LineReader(this.maxLine, (line) => this.#refuse(line));
    const [stdout, stderr] = [new PipeReader(child.stdout), new PipeReader(child.stderr)];
    const decoder = new TextDecoder();
    let giveUp: ReturnType<typeof setTimeout> | undefined;
    const output = this.#read(stdout, (chunk) => {
      this.#killer?.heard();
      for (const line of lines.push(chunk)?.split("\n") ?? []) this.#receive(line);
    });
    const words = this.#read(stderr, (chunk) => {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_TAIL);
    });
    output.then(() => {
      // Without its stdout it is of no use, and what it would still write must not come later.
      if (this.#status === undefined) giveUp = setTimeout(() => this.kill(), CLOSE_MS);
    });
    this.#status = await child.status;
    clearTimeout(giveUp);
    await within(GONE_MS, output);
    await within(DRAIN_MS, words);
    stdout.cancel();
    stderr.cancel();
    this.onclose?.();
    // Releases the pipe; what was still to be written has nobody to read it.
    await this.#stdin?.abort().catch(() => {});
    this.#stdin = undefined;
  }

  async #read(pipe: PipeReader, take: (chunk: Uint8Array) => void): Promise<void> {
    try {
      await pipe.read(take);
    } catch (error) {
      this.onerror?.(error as Error);
    }
  }

  #receive(line: string): void {
    let message: JSONRPCMessage;
    try {
      message = JSON.parse(line);
    } catch (error) {
      // Some servers greet on stdout; the SDK reports it and we go on.
      return this.onerror?.(error as Error);
    }
    this.onmessage?.(message);
  }

  /** Answers in the server's place, so that only this call fails and the connection stays. */
  #refuse({ bytes: length, head, tail }: LongLine): void {
    const id = /^\{"jsonrpc":\s*"2\.0",\s*"id":\s*(\d+)/.exec(head)?.[1] ??
      /"id":\s*(\d+)\s*\}\s*$/.exec(tail)?.[1];
    if (id === undefined) {
      this.onerror?.(new RangeError(`Cannot take a line of ${length} bytes that has no "id"`));
      return void this.kill();
    }
    const error = { code: TOO_LONG, message: `The answer has ${length} bytes`, data: { length } };
    this.onmessage?.({ jsonrpc: "2.0", id: Number(id), error });
  }
}

const encoder = new TextEncoder();

/** Resolves with `promise`, after `ms` milliseconds at the latest. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([promise, new Promise<void>((late) => timer = setTimeout(late, ms))]);
  clearTimeout(timer);
}
