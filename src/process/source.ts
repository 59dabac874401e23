import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Role } from "./role.ts";

/** Our folder, without a slash at its end. Inside of a binary it is none of this machine's. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Whether we are the npm package: its files have no types, and npm has put the packages beside them. */
export const PACKAGED = import.meta.url.endsWith(".js");

/** What the names of our programs end in. */
export const SUFFIX = PACKAGED ? ".js" : ".ts";

/** The program of each role. */
export const ENTRY: Record<Role, string> = {
  "sandbox": `${ROOT}/src/sandbox/main${SUFFIX}`,
  "preparer": `${ROOT}/src/prepare/main${SUFFIX}`,
  "server-memory": `${ROOT}/src/servers/memory/main${SUFFIX}`,
};

/** What says to Deno where the packages are that a program of ours imports. */
export const FIND_PACKAGES: readonly string[] = PACKAGED
  ? ["--no-config", "--node-modules-dir=manual"]
  : [`--config=${ROOT}/deno.json`];

/** The packages that a role's program imports. The memory server's imports nearly all that there are. */
const IMPORTS: Record<Role, string[] | "all"> = {
  "sandbox": [],
  "preparer": ["acorn", "amaro"],
  "server-memory": "all",
};

/** What a child sees of ours. A binary has it all in itself. */
export function ourFiles(): string[] {
  const lists = PACKAGED ? "package.json" : "deno.lock";
  return Deno.build.standalone ? [] : ["src", "deno.json", lists].map((path) => `${ROOT}/${path}`);
}

/** The folders of packages that the program of `role` is loaded from, where they are in no cache of Deno's. */
export function packagesOf(role: Role): string[] {
  if (!PACKAGED) return [];
  const imports = IMPORTS[role];
  const names = imports === "all" ? ourPackages() : imports;
  return names.flatMap((name) => folderOf(name) ?? []);
}

function ourPackages(): string[] {
  return Object.keys(JSON.parse(Deno.readTextFileSync(`${ROOT}/package.json`)).dependencies);
}

/** Where npm has put a package: below us, or beside us and then among others' packages. */
function folderOf(name: string): string | undefined {
  for (let at = ROOT;; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    try {
      if (Deno.statSync(folder).isDirectory) return folder;
    } catch {
      // it may be further up
    }
    if (at === dirname(at)) return undefined;
  }
}
