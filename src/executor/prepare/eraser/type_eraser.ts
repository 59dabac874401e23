import { fileURLToPath } from "node:url";
import { spawnChild } from "../../../child.ts";
import { LineReader } from "../../../lines.ts";
import { type EraseReply, type EraseRequest, READY } from "./messages.ts";

/** A text could not be read, whatever is in it: too deep, too entangled, or the process didn't start. */
export class EraserError extends Error {
  override name = "EraserError";
}

/** The longest time for one text: 256 KiB take 0.1 s, a hostile text would take for ever. */
const PATIENCE_MS = 2_000;
/** To start on a busy machine, or to fetch the package on the very first start. */
const START_MS = 30_000;
const MAX_REPLY_BYTES = 64 * 2 ** 20;

/** Erases TypeScript's types, in a process that is started when it is first needed and then kept. */
export class TypeEraser implements AsyncDisposable {
  #process: EraserProcess | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** @throws {EraserError} that says why the text can't be read */
  erase(request: EraseRequest): Promise<EraseReply> {
    const reply = this.#tail.then(() => this.#erase(request));
    this.#tail = reply.catch(() => {}); // the next text is not to blame
    return reply;
  }

  async #erase(request: EraseRequest): Promise<EraseReply> {
    const process = this.#process ??= new EraserProcess();
    try {
      return await process.ask(request);
    } catch (error) {
      this.#process = undefined;
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ends the process; a text that is being read is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    this.#process = undefined;
    await this.#tail;
  }
}

class EraserProcess implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #lines: AsyncGenerator<string>;
  #stderr: Promise<string>;
  #ready: Promise<string | undefined>;

  constructor() {
    this.#child = spawnChild("eraser", {
      // The worker's own files, as "." because Deno 2.9 takes no path with a comma in it. The lock file
      // is the server's: a child would write its own few packages into it.
      flags: ["--allow-read=.", "--no-lock"],
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      args: [String(PATIENCE_MS)],
    });
    this.#writer = this.#child.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // the end of its output tells of that
    this.#lines = linesOf(this.#child.stdout);
    this.#stderr = new Response(this.#child.stderr).text();
    this.#ready = this.#next(START_MS);
  }

  async ask(request: EraseRequest): Promise<EraseReply> {
    if (await this.#ready !== READY) {
      const said = (await this.#stderr).trim().slice(-1_000);
      throw new EraserError(`the process that erases types did not start: ${said}`);
    }
    this.#writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n")).catch(() => {});
    // It ends itself in time; twice that is for one that can't even do so.
    const line = await this.#next(PATIENCE_MS * 2);
    if (line === undefined) throw new EraserError("the code nests too deep, or is too entangled");
    return JSON.parse(line) as EraseReply;
  }

  /** The next line; `undefined` at the end of its output, which comes after `withinMs` at the latest. */
  async #next(withinMs: number): Promise<string | undefined> {
    const timer = setTimeout(() => this.#kill(), withinMs);
    const { value } = await this.#lines.next();
    clearTimeout(timer);
    return value;
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It is dead already: Deno refuses to signal a process that has been reaped.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.#child.status;
    await this.#writer.abort().catch(() => {});
    await this.#lines.return(undefined);
    await this.#stderr;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const lines = new LineReader(MAX_REPLY_BYTES);
  for await (const chunk of stream) {
    const text = lines.push(chunk);
    if (text !== undefined) yield text;
  }
}

/**
 * Never called: an import that stands in our own program makes Deno fetch the package when it fetches
 * ours, so that the child finds it in the cache.
 */
export function fetchEraser(): Promise<unknown> {
  return import("amaro");
}
