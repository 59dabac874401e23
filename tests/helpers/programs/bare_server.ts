import { fileURLToPath } from "node:url";

/** The command line of a server-memory that isn't ours, for files in `directory`. */
export function bareServer(directory: string): string[] {
  return [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-lock", "--no-check"],
    ...["--allow-env=MEMORY_FILE_PATH", `--allow-read=${directory}`, `--allow-write=${directory}`],
    fileURLToPath(new URL("./bare_server_memory.ts", import.meta.url)),
  ];
}
