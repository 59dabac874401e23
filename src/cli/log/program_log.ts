import { dirname } from "node:path";
import { openPlainFile } from "../../servers/memory/file/plain_file.ts";

/** The log is moved aside when it is as long as this, in bytes: some 5 000 programs. */
const MOST_BYTES = 2 ** 20;

/**
 * Appends lines to a log, for the user alone. Several servers may write to one: each line is written whole,
 * under a lock. When it is full it becomes the older one of two, and what that had is gone.
 */
export class ProgramLog {
  readonly path: string;
  readonly #tell: (text: string) => void;
  readonly #most: number;
  #writing: Promise<void> = Promise.resolve();
  #told = false;

  /**
   * @param path absolute
   * @param tell hears once that the log cannot be written
   */
  constructor(path: string, tell: (text: string) => void, most: number = MOST_BYTES) {
    this.path = path;
    this.#tell = tell;
    this.#most = most;
  }

  /** Appends a line; nothing waits for it. */
  write(line: string): void {
    this.#writing = this.#writing.then(() => this.#append(line)).catch((error) => {
      if (!this.#told) this.#tell(`The log "${this.path}" cannot be written: ${error.message}`);
      this.#told = true;
    });
  }

  /** Resolves when all lines are written, or cannot be. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
  }

  async #append(line: string): Promise<void> {
    await Deno.mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    using file = openPlainFile(this.path);
    await file.lock(true); // which goes with the file
    const end = await file.seek(0, Deno.SeekMode.End);
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (let left = bytes; left.length > 0;) left = left.subarray(await file.write(left));
    if (end + bytes.length >= this.#most) await Deno.rename(this.path, olderOf(this.path));
  }
}

/** @returns where the lines lie that came before */
export function olderOf(path: string): string {
  return path.replace(/\.jsonl$/, ".1.jsonl");
}
