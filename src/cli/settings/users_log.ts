import { isAbsolute, join } from "node:path";

/** What the place depends on, as arguments for the tests' sake. */
export interface LogContext {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

const here: LogContext = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

/** Where the log of programs lies, by the platform's convention; `undefined` where the environment names no place. */
export function usersLog({ os, env }: LogContext = here): string | undefined {
  const home = env("HOME");
  const folder = os === "windows"
    ? env("LOCALAPPDATA")
    : os === "darwin"
    ? home && join(home, "Library", "Logs")
    : env("XDG_STATE_HOME") || (home && join(home, ".local", "state"));
  return folder && isAbsolute(folder) ? join(folder, "code-mode", "programs.jsonl") : undefined;
}
