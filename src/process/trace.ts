import { Buffer } from "node:buffer";

/** What a trace may hold. */
export interface TraceLimits {
  /** The longest text of a message; of a longer one the beginning is kept. */
  textChars: number;
  /** What waits for the disk at most; what comes meanwhile is dropped and counted. */
  bufferChars: number;
  /** What is written to the file in all; the rest is dropped and counted. */
  fileChars: number;
  /** How long the end may take to write what waits, in milliseconds. */
  endMs: number;
}

/** `to` a peer and `from` it; `end` says how a process ended. */
export type Direction = "to" | "from" | "stderr" | "end";

/** Notes a message, and its length in bytes where `text` is a part of it. */
export type Note = (direction: Direction, text: string, bytes?: number) => void;

// Terminals obey some of them, and JSON leaves them as they are.
const UNSEEN = /[\x7f-\x9f\u2028\u2029]/g;

let current: Trace | undefined;

/**
 * @param peer whom the messages are to and from, e.g. `client`
 * @returns what notes them; `undefined` where nothing is traced
 */
export function traceOf(peer: string): Note | undefined {
  return current?.of(peer);
}

/** As `traceOf`, for a child: the peers of a kind are numbered, e.g. `sandbox 3`. */
export function traceOfChild(kind: string): Note | undefined {
  return current?.of(`${kind} ${current.count(kind)}`);
}

/**
 * Writes every message between our processes to a file, one JSON value a line, from its start to its
 * disposal. Nothing waits for the file: where the disk is late, messages are dropped and counted.
 */
export class Trace implements AsyncDisposable {
  readonly #file: Deno.FsFile;
  readonly #limits: TraceLimits;
  readonly #tell: (text: string) => void;
  readonly #counts = new Map<string, number>();
  #buffer: string[] = [];
  /** Characters that wait for the disk, and those that were taken for it in all. */
  #waiting = 0;
  #written = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #isOver = false;

  private constructor(file: Deno.FsFile, limits: TraceLimits, tell: (text: string) => void) {
    this.#file = file;
    this.#limits = limits;
    this.#tell = tell;
  }

  /**
   * Starts to trace. To be called before the first child is started.
   *
   * @param path the file, which is appended to, and is for its owner alone from then on
   * @param tell hears that the file can't be written any more
   * @throws {Error} when it can't be written, or is no plain file
   */
  static async start(
    path: string,
    limits: TraceLimits,
    tell: (text: string) => void,
  ): Promise<Trace> {
    return current = new Trace(await openFile(path), limits, tell);
  }

  /** @returns how many peers of a kind there are, the one that asks included */
  count(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return count;
  }

  /** @returns what notes the messages to and from a peer */
  of(peer: string): Note {
    return (direction, text, bytes = Buffer.byteLength(text)) => {
      const part = text.slice(0, this.#limits.textChars);
      this.#add({ at: new Date().toISOString(), peer, direction, bytes, text: part });
    };
  }

  /** Writes what waits, as far as that goes in time, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (current === this) current = undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, this.#limits.endMs, "late");
    });
    const rest = Promise.resolve(this.#writing).then(() => this.#write()); // a count may be left
    if (await Promise.race([rest, late]) === "late") this.#tell("the trace lacks its end");
    clearTimeout(timer);
    this.#isOver = true;
    this.#file.close();
  }

  #add(entry: Record<string, unknown>): void {
    if (this.#isOver) return;
    const line = lineOf(entry);
    const { bufferChars, fileChars } = this.#limits;
    const isFull = this.#waiting + line.length > bufferChars ||
      this.#written + line.length > fileChars;
    if (isFull) {
      this.#dropped++;
      return;
    }
    this.#buffer.push(line);
    this.#waiting += line.length;
    this.#written += line.length;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      do await this.#writeBuffer(); while (this.#buffer.length > 0 && !this.#isOver);
    } catch (error) {
      if (!this.#isOver) this.#tell(`the trace ends here: ${(error as Error).message}`);
      this.#isOver = true;
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeBuffer(): Promise<void> {
    const [lines, chars] = [this.#buffer, this.#waiting];
    this.#buffer = [];
    if (this.#dropped > 0) {
      lines.push(lineOf({ at: new Date().toISOString(), dropped: this.#dropped }));
      this.#dropped = 0;
    }
    let bytes = new TextEncoder().encode(lines.join(""));
    while (bytes.length > 0) bytes = bytes.subarray(await this.#file.write(bytes));
    this.#waiting -= chars;
  }
}

function lineOf(entry: Record<string, unknown>): string {
  const text = JSON.stringify(entry);
  return text.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`) +
    "\n";
}

async function openFile(path: string): Promise<Deno.FsFile> {
  const was = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  // A pipe would keep us waiting for who reads it.
  if (was && !was.isFile) throw new Error("it is no plain file");
  if (was && Deno.build.os !== "windows") await Deno.chmod(path, 0o600);
  return await Deno.open(path, { append: true, create: true, mode: 0o600 });
}
