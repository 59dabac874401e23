import { COPY_IDLE_MS } from "./limits.ts";
import { ignoreMissing } from "../file/backup.ts";
import { MemoryGateway } from "../gateway.ts";
import { CopyFolder } from "./copy_folder.ts";
import { type Content, removeNow } from "./real_file.ts";

/** What the gateway of the real file keeps to as well. */
interface SpareLimits {
  readonly answerBytes?: number;
}

/**
 * A memory server on a copy of the memory file. It reads its file anew for each call, so one process serves
 * all runs: each replaces the last copy by a fresh one. Started when it is needed, gone when it was
 * not for a while.
 */
export class Spare implements AsyncDisposable {
  readonly #memoryFile: string;
  readonly #limits: SpareLimits;
  #folder: Promise<CopyFolder> | undefined;
  #gateway: Promise<MemoryGateway> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #runs = 0;
  #plans = 0;

  /** @param memoryFile whose copies it works on, an absolute path that is no link */
  constructor(memoryFile: string, limits: SpareLimits = {}) {
    this.#memoryFile = memoryFile;
    this.#limits = limits;
  }

  /** Keeps the server until the run is disposed of. */
  forRun(): Disposable {
    this.#runs++;
    clearTimeout(this.#idle);
    return once(() => {
      if (--this.#runs > 0) return;
      this.#idle = setTimeout(() => this.#rest(), COPY_IDLE_MS);
      Deno.unrefTimer(this.#idle);
    });
  }

  /** Keeps the folder, though not the server, until the plan is disposed of. */
  forPlan(): Disposable {
    this.#plans++;
    return once(() => {
      this.#plans--;
      this.#removeUnused();
    });
  }

  /** @throws what the file system throws where the folder of the memory takes no other */
  async folder(): Promise<CopyFolder> {
    const making = this.#folder ??= CopyFolder.make(this.#memoryFile);
    try {
      return await making;
    } catch (error) {
      this.#folder = undefined;
      throw error;
    }
  }

  /** The server, which is starting then. */
  gateway(): Promise<MemoryGateway> {
    return this.#gateway ??= this.#start();
  }

  /**
   * Has the server see `content` from now on. No call to it may be open.
   *
   * @throws what the file system throws
   */
  async load(content: Content): Promise<void> {
    const folder = await this.folder();
    const file = folder.file(COPY);
    const fresh = `${file}.new`;
    try {
      if (content === undefined) return void await ignoreMissing(Deno.remove(file));
      await Deno.writeFile(fresh, content, { mode: 0o600 });
      await Deno.rename(fresh, file);
    } catch (error) {
      // A part of it would take what room there is on a full disk; and a folder that others have removed
      // or filled stays so. The next run gets another.
      await this.#end();
      throw error;
    }
  }

  /** Removes the copy: it takes room on the disk, and holds what the memory may soon have forgotten. */
  async unload(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    try {
      if (folder) removeNow(folder.file(COPY));
    } catch {
      // It goes with the folder.
    }
  }

  /** The path of the copy. */
  async file(): Promise<string> {
    return (await this.folder()).file(COPY);
  }

  /** Ends the server with whatever is still open: the next call starts another. */
  async stop(): Promise<void> {
    const gateway = this.#gateway;
    this.#gateway = undefined;
    await (await gateway?.catch(() => undefined))?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await this.#end();
  }

  async #end(): Promise<void> {
    await this.stop();
    await this.#removeFolder();
  }

  async #start(): Promise<MemoryGateway> {
    try {
      const memoryFile = await this.file();
      const gateway = new MemoryGateway({ memoryFile, isPrivate: true, limits: this.#limits });
      gateway.start();
      return gateway;
    } catch (error) {
      this.#gateway = undefined;
      throw error;
    }
  }

  async #rest(): Promise<void> {
    if (this.#runs > 0) return;
    await this.stop();
    await this.#removeUnused();
  }

  async #removeUnused(): Promise<void> {
    if (this.#runs + this.#plans === 0 && !this.#gateway) await this.#removeFolder();
  }

  async #removeFolder(): Promise<void> {
    const folder = this.#folder;
    this.#folder = undefined;
    await (await folder?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}

const COPY = "memory.jsonl";

function once(done: () => void): Disposable {
  let isDone = false;
  return {
    [Symbol.dispose]: () => {
      if (!isDone) done();
      isDone = true;
    },
  };
}
