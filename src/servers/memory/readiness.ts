import { type Found, prepareToRead, prepareToWrite } from "./file/memory_file.ts";
import { Trouble } from "../../upstream/trouble.ts";
import type { WriteLock } from "./lock/write_lock.ts";

interface Options {
  /** The memory file, an absolute path that is no link. */
  readonly memoryFile: string;
  /** Whether the server that reads it can do so in spite of byte order marks. */
  readonly takesMarks: boolean;
  readonly lock: WriteLock;
  /** Hears that the file isn't there yet. */
  readonly tell: (text: string) => void;
}

/** What must be seen to once before a memory file is read, and more before it is written. */
export class Readiness {
  readonly #options: Options;
  #readable: Promise<Found> | undefined;
  #writable: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws {MemoryFileError} and looks again the next time: the user may have repaired it. */
  async toRead(): Promise<Found> {
    try {
      const found = await (this.#readable ??= this.#look());
      // The user may make the folder.
      if (found === "no folder") this.#readable = undefined;
      return found;
    } catch (error) {
      this.#readable = undefined;
      throw error;
    }
  }

  /** @throws {MemoryFileError} and tries again the next time. */
  async toWrite(): Promise<void> {
    await this.toRead();
    try {
      await (this.#writable ??= prepareToWrite(this.#options.memoryFile));
    } catch (error) {
      this.#writable = undefined;
      throw error;
    }
  }

  async #look(): Promise<Found> {
    const { memoryFile, takesMarks, lock, tell } = this.#options;
    await lock.recover().catch((error) => {
      // Who may not write can't put anything right, but may read.
      if (!(error instanceof Trouble)) throw error;
    });
    const found = await prepareToRead(memoryFile, takesMarks);
    if (found !== "file") {
      tell(`The memory file "${memoryFile}" is not there yet: the memory is empty`);
    }
    return found;
  }
}
