import { Buffer } from "node:buffer";

/** `~/.claude.json` grows with a person's projects; what is longer is no list of servers. */
const MAX_BYTES = 16 * 2 ** 20;

/** A file as it was read: its text, and by what it is known again. */
export interface ReadFile {
  readonly text: string;
  readonly digest: string;
  /** Permission bits; absent on Windows. */
  readonly mode?: number;
}

/**
 * Reads a text file whole, so that what is written back has every other byte of it.
 *
 * @returns `undefined` when there is none
 * @throws {TypeError} with what is wrong and what to do: no ordinary file, too large, not UTF-8, not ours to read
 */
export async function readText(path: string): Promise<ReadFile | undefined> {
  try {
    const { isFile, size, mode } = await Deno.stat(path);
    if (!isFile) throw new TypeError("it is not an ordinary file: name another");
    if (size > MAX_BYTES) {
      throw new TypeError(`it is larger than ${MAX_BYTES / 2 ** 20} MiB: move its entries by hand`);
    }
    const bytes = await Deno.readFile(path);
    return {
      text: decode(bytes),
      digest: await digestOf(bytes),
      ...mode === null ? {} : { mode: mode & 0o777 },
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoFolder(error)) return undefined;
    if (error instanceof TypeError) throw error;
    throw new TypeError(`${(error as Error).message}: mend that, or name other files`);
  }
}

/** @returns by what bytes are known again */
export async function digestOf(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TypeError("it is not UTF-8: save it in that encoding");
  }
}

/** A file stands where a folder on the way should be. */
function isNoFolder(error: unknown): boolean {
  return error instanceof Deno.errors.NotADirectory;
}
