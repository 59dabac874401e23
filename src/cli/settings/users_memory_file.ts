import { defaultMemoryFile, linkTarget } from "../../servers/memory/file/path.ts";
import { UsageError } from "../usage_error.ts";

/**
 * The memory file where none is given: the one in the user's data directory.
 *
 * @throws {UsageError} when the environment doesn't say where that is
 */
export function usersMemoryFile(): string {
  try {
    return linkTarget(defaultMemoryFile());
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
