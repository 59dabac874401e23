import { isObject } from "../../../../servers/config/fields.ts";

/** It takes one to three seconds; where it hangs, the file is edited instead. */
const LIMIT_MS = 20_000;

/** The keys of an entry that `claude mcp add-json` (2.1) keeps. */
const KEPT = ["type", "command", "args", "env", "timeout"];

export interface ClaudeScope {
  readonly scope: "local" | "user";
  /** The folder of the project. */
  readonly folder: string;
}

/**
 * Takes an entry out of `~/.claude.json` by Claude Code's own command, which knows what else of it writes
 * into the file at the moment.
 *
 * @returns whether the command says that it did
 */
export async function claudeRemove(name: string, { scope, folder }: ClaudeScope): Promise<boolean> {
  return await claude(["mcp", "remove", "--scope", scope, "--", name], folder);
}

/** @returns whether the command would put an entry there as it is */
export function claudeKeeps(entry: unknown): boolean {
  return isObject(entry) && Object.keys(entry).every((key) => KEPT.includes(key));
}

/** Puts an entry there. It goes by stdin: what stands in a command line, other users can read. */
export async function claudeAdd(
  name: string,
  entry: unknown,
  { scope, folder }: ClaudeScope,
): Promise<boolean> {
  return await claude(
    ["mcp", "add-json", "--scope", scope, "--", name, "-"],
    folder,
    JSON.stringify(entry),
  );
}

async function claude(args: string[], cwd: string, input?: string): Promise<boolean> {
  try {
    await using child = new Deno.Command("claude", {
      args,
      cwd,
      stdin: input === undefined ? "null" : "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    try {
      if (input !== undefined) {
        const writer = child.stdin.getWriter();
        await writer.write(new TextEncoder().encode(input)).catch(() => {});
        await writer.close().catch(() => {}); // It may have ended without reading.
      }
      return (await child.status).success;
    } finally {
      clearTimeout(timer);
    }
  } catch {
    return false; // There is no such command, or it cannot be started.
  }
}
