import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Our folder, without a slash at its end. Inside of a binary it is none of this machine's. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Whether we are the npm package: its files have no types, and npm has put the packages beside them. */
export const PACKAGED = import.meta.url.endsWith(".js");

/** What the names of our programs end in. */
export const SUFFIX = PACKAGED ? ".js" : ".ts";

/** The flags that show Deno the packages that our programs import. */
export const FIND_PACKAGES: readonly string[] = PACKAGED
  ? ["--no-config", "--node-modules-dir=manual"]
  : [`--config=${ROOT}/deno.json`];

/** Our files that a child sees. A binary has it all in itself. */
export function ourFiles(): string[] {
  const lists = PACKAGED ? "package.json" : "deno.lock";
  return Deno.build.standalone ? [] : ["src", "deno.json", lists].map((path) => `${ROOT}/${path}`);
}

/** The folders that packages are loaded from, where they are in no cache of Deno's. */
export function foldersOf(packages: readonly string[] | "all"): string[] {
  if (!PACKAGED) return [];
  const names = packages === "all" ? ourPackages() : packages;
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
