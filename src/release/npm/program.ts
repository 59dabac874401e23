import { dirname, join, relative } from "node:path/posix";
import config from "../../../deno.json" with { type: "json" };
import { erase, type Reference, references, renamed } from "./erase.ts";

/** What a program is made of. */
export interface Program {
  /** Its files by their paths, modules without types. */
  files: Map<string, string | Uint8Array>;
  /** Names of the packages that it imports. */
  packages: Set<string>;
}

/** Written anew for the package. */
const WRITTEN = ["deno.json"];

/**
 * Finds all that runs when `entry` does, by what imports or starts what.
 *
 * @param read reads a file of the project by its path, which has no type of file that it could be told by
 */
export function program(entry: string, read: (path: string) => Uint8Array): Program {
  const found: Program = { files: new Map(), packages: new Set() };
  const todo = [entry];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    const target = withoutTypes(path);
    if (found.files.has(target) || WRITTEN.includes(path)) continue;
    const bytes = read(path);
    if (!path.endsWith(".ts")) {
      found.files.set(target, bytes);
      continue;
    }
    const text = erase(new TextDecoder().decode(bytes));
    const named = references(text);
    found.files.set(target, renamed(text, named, (name) => newName(path, name)));
    todo.push(...filesOf(path, named));
    for (const { name } of named) {
      const [from] = packageOf(name) ?? [];
      if (from) found.packages.add(from);
    }
  }
  return found;
}

function filesOf(path: string, named: readonly Reference[]): string[] {
  return named.flatMap(({ name }) => fileOf(path, name) ?? []);
}

/** The file that `name` means in the module at `path`, if it is one of ours. */
function fileOf(path: string, name: string): string | undefined {
  if (name.startsWith("@std/")) return standIn(name);
  // Others are folders.
  return /^\..*\.\w+$/.test(name) ? join(dirname(path), name) : undefined;
}

/** The file of ours that stands in for a package of JSR's. */
function standIn(name: string): string {
  const folder = config.links.find((path) => path.endsWith(name.replace("@std", "/std")));
  if (!folder) throw new Error(`There is nothing under "links" in deno.json for ${name}`);
  return join(folder, "mod.ts");
}

function newName(path: string, name: string): string | undefined {
  const file = fileOf(path, name);
  if (!file?.endsWith(".ts")) return undefined;
  const to = relative(dirname(path), withoutTypes(file));
  return to.startsWith(".") ? to : `./${to}`;
}

/** The name of a package from npm, and the way within it. */
function packageOf(name: string): [string, string] | undefined {
  const [, from, path] = /^((?:@[^/]+\/)?[^@./:][^/:]*)(\/.*)?$/.exec(name) ?? [];
  return from === undefined || name.startsWith("@std/") ? undefined : [from, path ?? ""];
}

function withoutTypes(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
