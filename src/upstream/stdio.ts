import { Buffer } from "node:buffer";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
import type { LongLine } from "../process/lines/line_reader.ts";
import { LineProcess } from "../process/lines/line_process.ts";
import { Flood } from "./incoming/flood.ts";
import { idIn, Inbox, type Incoming, OWN_CODES } from "./incoming/inbox.ts";
import { MESSAGE_LIMITS } from "./incoming/limits.ts";

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

const METHOD_NOT_FOUND = -32_601;

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

/**
 * MCP over the pipes of a child process. The SDK's own stdio transport reads at quadratic cost under
 * Deno, checks every message against a schema of the whole protocol, closes at 10 MiB, and passes on
 * parts of our environment.
 */
export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  /** Hears that the list of tools has changed. */
  onToolsChanged?: () => void;
  /** The process's id, once there is one. */
  pid: number | undefined;
  /** Why we have ended the process, where what it sent was the reason. */
  fault: string | undefined;
  readonly #inbox = new Inbox();
  /** Our answers to its questions that it has not read yet. */
  #untakenAnswers = 0;
  readonly #unasked = new Flood(MESSAGE_LIMITS.unasked);
  readonly #questions = new Flood(MESSAGE_LIMITS.questions);
  #process: LineProcess | undefined;
  #started: Promise<void> | undefined;
  #closed: Promise<void> = Promise.resolve();

  /**
   * @param spawn starts the process, with all three pipes ours.
   * @param maxLine longest answer that is taken, in bytes; a longer one becomes an error.
   * @param name what a trace calls the server.
   */
  constructor(
    readonly spawn: () => Deno.ChildProcess | Promise<Deno.ChildProcess>,
    readonly maxLine: number,
    readonly name: string,
  ) {}

  /** How the process ended; undefined as long as it runs. */
  get ending(): string | undefined {
    return this.#process?.ending && `it ended with ${this.#process.ending}`;
  }

  /** What it said last on stderr, in one line. */
  get lastWords(): string {
    return this.#process?.stderr.trim().replace(/\s+/g, " ") ?? "";
  }

  /** Starts the process. @throws what `spawn` throws. */
  start(): Promise<void> {
    return this.#started = this.#start();
  }

  async #start(): Promise<void> {
    const child = await this.spawn();
    this.pid = child.pid;
    this.#process = new LineProcess(child, {
      peer: this.name,
      maxLineBytes: this.maxLine,
      onTooLong: (line) => this.#refuse(line),
      onLine: (line) => this.#receive(line),
      stderr: { tailChars: STDERR_TAIL },
      patience: { stdoutMs: GONE_MS, stderrMs: DRAIN_MS },
    });
    this.#closed = this.#live(this.#process);
  }

  /**
   * Sends a message. A request waits while the process is far behind with reading: what is sent to one that
   * never reads would fill our memory. It is dropped when it is cancelled meanwhile.
   *
   * @throws {RequestTooLong} in which case nothing was sent.
   */
  async send(message: JSONRPCMessage): Promise<void> {
    const process = this.#process;
    if (!process) throw new TypeError("Cannot send: the process is not there");
    const line = JSON.stringify(message);
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > MAX_REQUEST) throw new RequestTooLong(bytes);
    this.#inbox.sent(message);
    if ("method" in message && "id" in message) {
      const settled = this.#inbox.settled(message.id);
      while (process.full && this.#inbox.awaits(message.id)) {
        await Promise.race([process.taken(), settled]);
      }
      if (!this.#inbox.awaits(message.id)) return;
    }
    const isAnswer = !("method" in message);
    if (isAnswer) this.#untakenAnswers++;
    await process.send(line).finally(() => isAnswer && this.#untakenAnswers--);
  }

  /** Lets the process end by itself for a moment, then kills it; resolves when it is gone. */
  async close(): Promise<void> {
    // Before that there is nothing to end. Its starter gets the failure.
    await this.#started?.catch(() => {});
    await this.#process?.close(CLOSE_MS);
    await this.#closed;
  }

  /**
   * Ends the process at once; resolves when it is gone.
   *
   * @param fault why, where it is the server's
   */
  kill(fault?: string): Promise<void> {
    this.fault ??= fault;
    this.#process?.kill();
    return this.#closed;
  }

  /**
   * Resolves when the process is gone: it has been reaped, and no process holds its stdout any more. Only then
   * can nothing that it has started be written later.
   */
  get gone(): Promise<void> {
    return this.#closed;
  }

  /** From start to end of the process. Pending requests are rejected only after all output was read. */
  async #live(process: LineProcess): Promise<void> {
    const report = (fault?: Error) => fault && this.onerror?.(fault);
    let giveUp: ReturnType<typeof setTimeout> | undefined;
    process.errors.then(report);
    process.output.then((fault) => {
      report(fault);
      // Without its stdout it is of no use, and what it would still write must not come later.
      if (process.ending === undefined) giveUp = setTimeout(() => process.kill(), CLOSE_MS);
    });
    process.status.then(() => clearTimeout(giveUp));
    await process.gone;
    process.kill(); // what it has left in its process group, where it has one
    this.onclose?.();
  }

  #receive(line: string): void {
    this.#take(this.#inbox.read(line), line.length);
  }

  /** Answers in the server's place, so that only this call fails and the connection stays. */
  #refuse({ bytes: length, head, tail }: LongLine): void {
    const id = idIn(head, tail);
    if (id === undefined) return void this.kill(`it sent ${length} bytes that answer no call`);
    const why = `The answer has ${length} bytes`;
    this.#take(this.#inbox.refuse(id, OWN_CODES.tooLong, why, { length }), length);
  }

  #take(incoming: Incoming, chars: number): void {
    if (this.fault !== undefined) return;
    const { kind } = incoming;
    if (kind === "answer") return this.onmessage?.(incoming.message);
    const asks = kind === "question" || kind === "unknown";
    const flood = (asks ? this.#questions : this.#unasked).add(chars);
    if (flood !== undefined) return void this.kill(flood);
    if (kind === "changed") return this.onToolsChanged?.();
    // Who asks and does not read would have us keep the answers.
    if (this.#untakenAnswers >= MESSAGE_LIMITS.questions.messages) return;
    if (kind === "question") this.onmessage?.(incoming.message);
    else if (kind === "unknown") this.#refuseQuestion(incoming.id);
  }

  #refuseQuestion(id: number | string): void {
    const error = { code: METHOD_NOT_FOUND, message: "Method not found" };
    this.send({ jsonrpc: "2.0", id, error }).catch(() => {}); // a process that is gone needs none
  }
}
