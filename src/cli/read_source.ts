import { isAbsolute, join } from "node:path";
import { UsageError } from "./usage_error.ts";

/**
 * Reads a program.
 *
 * @param path a file, or `-` for stdin; a relative one counts from where the user typed the command
 * @throws {UsageError} when it can't be read
 */
export async function readSource(path: string): Promise<string> {
  if (path === "-") return await new Response(Deno.stdin.readable).text();
  const file = fromUsersFolder(path);
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new UsageError(`Cannot read the program "${file}": ${(error as Error).message}`);
  }
}

/** `deno task` changes to the project's folder and leaves the user's own in `INIT_CWD`. */
export function fromUsersFolder(path: string): string {
  if (isAbsolute(path)) return path;
  return join(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}
