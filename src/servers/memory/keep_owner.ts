/**
 * Stands between server-memory and the file system, in its own process and before it is loaded. It
 * replaces its file by a new one for each write, which would have the mode and the owner of any new
 * file: here it gets those of the old one before it takes its place, so there is no moment, and no
 * kill, at which they are wrong. And it can't read a byte order mark, which some editors write.
 */
import { promises } from "node:fs";
import { withoutMarks } from "./file/byte_order_mark.ts";
import { writeNewFile } from "./file/new_file.ts";
import { ownerMayWrite } from "./file/owner.ts";
import { plainFile } from "./file/plain_file.ts";
import { Trouble } from "../../upstream/trouble.ts";

const memoryFile = Deno.env.get("MEMORY_FILE_PATH") ?? "";
const { readFile, writeFile } = promises;

Object.assign(promises, {
  async readFile(path: string, ...rest: unknown[]): Promise<unknown> {
    const text = await Reflect.apply(readFile, promises, [path, ...rest]);
    return path === memoryFile && typeof text === "string" ? withoutMarks(text) : text;
  },
  async writeFile(path: string, content: string, ...rest: unknown[]): Promise<void> {
    if (path !== memoryFile && !`${path}`.startsWith(`${memoryFile}.`)) {
      return await Reflect.apply(writeFile, promises, [path, content, ...rest]);
    }
    try {
      writeNewFile(path, content, replaceable());
    } catch (error) {
      // By the code the gateway knows that it has to look at the file itself.
      throw error instanceof Trouble ? new Error(`EPERM: ${error.message}`) : error;
    }
  },
});

/** The file that is about to be replaced; undefined where there is none yet. */
function replaceable(): Deno.FileInfo | undefined {
  const was = plainFile(memoryFile, Infinity);
  // The system would let it be replaced all the same.
  if (was && !ownerMayWrite(was)) throw new Trouble("its owner may not write to it");
  return was;
}
