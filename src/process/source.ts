import { fileURLToPath } from "node:url";
import type { Role } from "./role.ts";

/** Our folder, without a slash at its end. Inside of a binary it is none of this machine's. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** The program of each role. */
export const ENTRY: Record<Role, string> = {
  "sandbox": `${ROOT}/src/sandbox/main.ts`,
  "preparer": `${ROOT}/src/prepare/main.ts`,
  "server-memory": `${ROOT}/src/servers/memory/main.ts`,
};

/** What a child sees of ours. A binary has it all in itself. */
export function ourFiles(): string[] {
  return Deno.build.standalone ? [] : [`${ROOT}/src`, `${ROOT}/deno.json`, `${ROOT}/deno.lock`];
}
