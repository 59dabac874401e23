import { main } from "./src/cli/main.ts";

// Not `exitCode`: `serve` may end on a signal while it still waits for the client's next line.
if (import.meta.main) Deno.exit(await main(Deno.args));
