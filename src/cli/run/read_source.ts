import { resolve } from "node:path";
import { UsageError } from "../usage_error.ts";
import { usersFolder } from "../settings/users_folder.ts";

/**
 * Reads a program.
 *
 * @param path a file, or `-` for stdin; a relative one counts from where the user typed the command
 * @throws {UsageError} when it can't be read
 */
export async function readSource(path: string): Promise<string> {
  if (path === "-") {
    const source = await new Response(Deno.stdin.readable).text();
    if (source.trim() === "") throw new UsageError("There is no program on stdin");
    return source;
  }
  const file = resolve(usersFolder(), path);
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new UsageError(`Cannot read the program "${file}": ${(error as Error).message}`);
  }
}
