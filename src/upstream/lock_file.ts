import process from "node:process";

/** What a holder writes into the file, and takes out again when it lets go. */
interface Holder {
  /** Our process. */
  pid: number;
  /** The memory server that we let write. */
  server: number | undefined;
  /** When, in ISO 8601. */
  since: string;
}

/**
 * How long to wait for the memory server of a holder that died, in milliseconds. It ends after its
 * write, which takes 19 ms with 10 000 entities; but where nobody collects dead processes, as in some
 * containers, it seems to run for ever.
 */
const ORPHAN_MS = 1_000;

/** How often we look whether a process still runs, in milliseconds. */
const POLL_MS = 20;

/**
 * A file beside the data that one process at a time has locked. The data file itself won't do: every
 * write of server-memory replaces it. The operating system lets go for a process that dies.
 */
export class LockFile {
  #file: Deno.FsFile | undefined;

  /** @param path where it lies; it is created when it is first needed and stays. */
  constructor(readonly path: string) {}

  /** Waits, without end, until the lock is ours. @throws when the file can't be opened. */
  async lock(): Promise<void> {
    for (;;) {
      this.#file ??= Deno.openSync(this.path, {
        read: true,
        write: true,
        create: true,
        mode: 0o600,
      });
      await this.#file.lock(true);
      if (this.#isThere()) break;
      // Somebody has removed it: others lock its successor.
      this.close();
    }
    await this.#orphan();
  }

  /** Says in the file that we hold it. @param server the id of the process that writes for us. */
  record(server: number | undefined): void {
    const holder: Holder = { pid: Deno.pid, server, since: new Date().toISOString() };
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
      : "it isn't known which process has it";
  }

  /** One that died while it wrote may have left a memory server that has not finished. */
  async #orphan(): Promise<void> {
    const server = this.#holder()?.server;
    if (server === undefined) return;
    const until = performance.now() + ORPHAN_MS;
    while (isRunning(server) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #isThere(): boolean {
    try {
      const [ours, theirs] = [this.#file!.statSync(), Deno.statSync(this.path)];
      return ours.ino === theirs.ino && ours.dev === theirs.dev;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  #holder(): Holder | undefined {
    try {
      return JSON.parse(Deno.readTextFileSync(this.path));
    } catch {
      // Empty between two holders; and on Windows nobody but the holder can read it.
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
