import process from "node:process";
import { fileAt, giveOwner, type Owner, sameOwner } from "../file/owner.ts";
import { isSame, openPlainFile, plainFile } from "../file/plain_file.ts";

/** What a holder writes into the file, and takes out again when it lets go. */
interface Holder {
  /** Our process. */
  pid: number;
  /** The memory server that we let write. */
  server: number | undefined;
  /** When, in ISO 8601. */
  since: string;
  /**
   * The memory file as it was before the write that is under way, where the memory server is one that
   * gives a file that it writes anew the mode and the owner of any new file.
   */
  was?: Was | undefined;
}

/** A file, and who might do what with it. */
export interface Was extends Owner {
  readonly ino: number | null;
}

/**
 * How long to wait for the memory server of a holder that died, in milliseconds. It ends after its
 * write, which takes 19 ms with 10 000 entities; but where no process reaps the dead ones, as in some
 * containers, it seems to run for ever.
 */
const ORPHAN_MS = 1_000;

/** How often we look whether a process still runs, in milliseconds. */
const POLL_MS = 20;

/**
 * How long what is inside of a wall of the operating system may outlive its wall, by which it goes in the
 * lock file, in milliseconds: the kernel ends it within some.
 */
const SETTLE_MS = 50;

/**
 * A file beside the data that one process at a time has locked. The data file itself won't do: every
 * write of server-memory replaces it. The operating system lets go for a process that dies.
 */
export class LockFile {
  #file: Deno.FsFile | undefined;

  /** @param path where it lies, `FILE.lock`; it is created when it is first needed and stays. */
  constructor(readonly path: string) {}

  /** Waits, without end, until the lock is ours. @throws when the file can't be opened, or is no file. */
  async lock(): Promise<void> {
    for (;;) {
      this.#file ??= openPlainFile(this.path);
      await this.#file.lock(true);
      if (this.#isThere()) break;
      // Another process has removed it: others lock its successor.
      this.close();
    }
    await this.#orphan();
    this.#putRight();
  }

  /** Whether one that died has left, while we don't hold it, something that is put right as soon as we have the lock. */
  isLeftOpen(): boolean {
    const holder = this.#holder();
    if (holder?.was === undefined) return false;
    // In a container that was started again we may be who its number says.
    return holder.pid === Deno.pid || !isRunning(holder.pid);
  }

  /**
   * Says in the file that we hold it.
   *
   * @param server the id of the process that writes for us.
   * @param was the memory file before a write that may leave it with another mode or owner.
   */
  record(server: number | undefined, was?: Was): void {
    const holder: Holder = {
      pid: Deno.pid,
      server,
      since: new Date(Date.now()).toISOString(),
      was,
    };
    this.#replace(JSON.stringify(holder));
  }

  unlock(): void {
    this.#replace("");
    this.#file?.unlockSync();
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Who holds it and since when, in words. */
  describeHolder(): string {
    const holder = this.#holder();
    return holder
      ? `process ${holder.pid} has had it since ${holder.since}`
      : "it is not known which process has it";
  }

  /** One that died while it wrote may have left a memory server that has not finished. */
  async #orphan(): Promise<void> {
    const server = this.#holder()?.server;
    if (server === undefined) return;
    const until = performance.now() + ORPHAN_MS;
    while (isRunning(server) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }

  /** It was killed between a write and its putting the file's mode and owner right again. */
  #putRight(): void {
    const was = this.#holder()?.was;
    if (!was) return;
    const memoryFile = this.path.replace(/\.lock$/, "");
    const is = plainFile(memoryFile, Infinity);
    // Only a user who may write the memory can have left this: in a shared folder, others could.
    const theirs = this.#file!.statSync().uid !== is?.uid;
    if (is && !theirs && is.ino !== was.ino && !sameOwner(is, was)) {
      giveOwner(fileAt(memoryFile), was);
    }
  }

  #isThere(): boolean {
    const there = plainFile(this.path);
    return there !== undefined && isSame(this.#file!.statSync(), there);
  }

  #holder(): Holder | undefined {
    try {
      // Reading a pipe that lies there would never end.
      return plainFile(this.path) && JSON.parse(Deno.readTextFileSync(this.path));
    } catch {
      // Empty between two holders; and on Windows only the holder can read it.
      return undefined;
    }
  }

  #replace(text: string): void {
    this.#file?.truncateSync(0);
    this.#file?.seekSync(0, Deno.SeekMode.Start);
    this.#file?.writeSync(new TextEncoder().encode(text));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
