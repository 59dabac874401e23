import { PACKAGED } from "../../process/source.ts";
import { McpSession } from "../../upstream/session.ts";
import { spawnServer } from "../../servers/memory/spawn.ts";
import { detailOf } from "../../upstream/trouble.ts";
import type { Finding } from "./finding.ts";

/** `npx` may have to download a server first; the answer to the read is a line. */
const LIMITS = { startMs: 60_000, callMs: 25_000, answerBytes: 2 ** 20 };

/**
 * Starts the memory server on a file and lets it read it; nothing is written.
 *
 * @param file a memory file in a directory that exists
 * @param whose how people call it, e.g. `the memory file`
 * @param command another server's command line instead of the pinned one
 */
export async function memoryServer(
  file: string,
  whose: string,
  command: readonly string[] | undefined,
): Promise<Finding> {
  const about = "memory server";
  const startedAt = performance.now();
  let session: McpSession | undefined;
  try {
    session = new McpSession(() => spawnServer(file, command), LIMITS, "memory");
    await session.opened;
    // It reads the whole file for every call, and has nothing to say to this one.
    await session.call("open_nodes", { names: [] });
  } catch (error) {
    return {
      about,
      state: "fault",
      says: `${command ? `"${command.join(" ")}"` : "it"} did not answer: ${detailOf(error)}`,
      advice: command
        ? "try that command in a terminal, or leave out --memory-command"
        : PACKAGED
        ? "install code-mode again: npm has left out something that it needs"
        : "fetch code-mode and its packages again: deno cache --reload main.ts",
    };
  } finally {
    await session?.close();
  }
  const ms = Math.round(performance.now() - startedAt);
  return { about, state: "ok", says: `started and read ${whose} in ${ms} ms` };
}
