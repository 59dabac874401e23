import { dirname, join, relative } from "node:path/posix";
import { erase, references, renamed } from "./erase.ts";

/** What a program is made of. */
export interface Program {
  /** Its files by their paths, modules without types. */
  files: Map<string, string | Uint8Array>;
  /** Names of the packages that it imports. */
  packages: Set<string>;
}

/** The package has another one. */
const CONFIG = "deno.json";

/**
 * Finds all that runs when `entry` does, by what imports or starts what.
 *
 * @param read reads a file by its path from the project's folder
 */
export function program(entry: string, read: (path: string) => Uint8Array): Program {
  const found: Program = { files: new Map(), packages: new Set() };
  const todo = [entry];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const target = withoutTypes(path);
    if (path === CONFIG || found.files.has(target)) continue;
    const bytes = read(path);
    if (!path.endsWith(".ts")) {
      found.files.set(target, bytes);
      continue;
    }
    const here = path;
    const text = erase(new TextDecoder().decode(bytes));
    const named = references(text);
    found.files.set(target, renamed(text, named, (name) => newName(here, name)));
    for (const { name } of named) {
      const file = fileOf(here, name);
      if (file !== undefined) todo.push(file);
      else found.packages.add(packageOf(name) ?? "");
    }
  }
  found.packages.delete("");
  return found;
}

/** The file that `name` means in the module at `path`, if it is one of our files. */
function fileOf(path: string, name: string): string | undefined {
  // What stands in for a package of JSR's: npm has none of these.
  if (name.startsWith("@std/")) return `src/tools/std/${name.slice("@std/".length)}/mod.ts`;
  // A name without an end is a folder's.
  return /^\..*\.\w+$/.test(name) ? join(dirname(path), name) : undefined;
}

function newName(path: string, name: string): string | undefined {
  const file = fileOf(path, name);
  if (!file?.endsWith(".ts")) return undefined;
  const to = relative(dirname(path), withoutTypes(file));
  return to.startsWith(".") ? to : `./${to}`;
}

/** The package from npm that `name` leads into, e.g. `zod` for `zod/v4`; `undefined` for Node's modules. */
function packageOf(name: string): string | undefined {
  return /^((?:@[^/]+\/)?[^@./:][^/:]*)(?:\/.*)?$/.exec(name)?.[1];
}

function withoutTypes(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
