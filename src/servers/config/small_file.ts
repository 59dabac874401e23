/** Configs and environments are a hundredth of it. */
const MAX_BYTES = 4 * 2 ** 20;

/** A text and who may read it. */
export interface SmallFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits; absent on Windows. */
  readonly mode?: number;
}

/**
 * Reads a file whole, unless it is too big to be what it should be, or a device or pipe that never ends.
 *
 * @throws {Deno.errors.NotFound} when there is none
 * @throws {TypeError} when it isn't an ordinary file, is too big or is not readable, with the path and the reason
 */
export function readSmallFile(path: string): SmallFile {
  try {
    const { isFile, size, mode } = Deno.statSync(path);
    if (!isFile) throw new TypeError(`Cannot read "${path}": it is not an ordinary file`);
    if (size > MAX_BYTES) throw new TypeError(`Cannot read "${path}": it is larger than 4 MiB`);
    const text = Deno.readTextFileSync(path);
    return { path, text, ...mode === null ? {} : { mode: mode & 0o777 } };
  } catch (error) {
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) throw error;
    throw new TypeError(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
}
