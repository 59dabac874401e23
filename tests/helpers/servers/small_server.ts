import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./small_server_main.ts", import.meta.url));

/** Starts a small MCP server that does what its calls ask for: see `small_server_main.ts`. */
export function spawnSmallServer(): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-lock", "--no-check", "--allow-env", MAIN],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** @returns a function that starts what a shell makes of `script` */
export function shell(script: string): () => Deno.ChildProcess {
  return () =>
    new Deno.Command("sh", {
      args: ["-c", script],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
}
