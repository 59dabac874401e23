import { Buffer } from "node:buffer";
import { basename, isAbsolute, join } from "node:path";
import { isObject } from "../../../../servers/config/fields.ts";
import { expand, type Surroundings } from "../../../../servers/config/variables.ts";
import { wordsOf } from "./is_code_mode.ts";

const PACKAGE = "@modelcontextprotocol/server-memory";
/** Other keys would be lost: rules on its tools, for one. */
const KEYS = ["type", "command", "args", "env"];

/** A server-memory that can become the embedded memory: its file, when it has one. */
export interface MemoryEntry {
  readonly file?: string;
  /** Whether the file lies in a cache that may be emptied. */
  readonly inCache?: boolean;
}

/** What to say of a file in a cache. */
export const IN_CACHE =
  "its file lies in npx's cache, which may be emptied: move it, and correct --memory-file";

/**
 * Recognises an entry that starts server-memory and nothing else, by npx and the like, or by Node. One in
 * a container is none: its file lies in there.
 *
 * @returns the reason where it is one that cannot become the embedded memory; `undefined` where it is none
 */
export async function memoryEntry(
  entry: unknown,
  surroundings: Surroundings,
): Promise<MemoryEntry | string | undefined> {
  const specifier = specifierOf(wordsOf(entry));
  if (specifier === undefined || !isObject(entry)) return undefined;
  const more = Object.keys(entry).filter((key) => !KEYS.includes(key));
  if (more.length > 0) return `it has ${more.map((key) => `"${key}"`).join(", ")}`;
  const env = isObject(entry.env) ? entry.env : {};
  const given = env["MEMORY_FILE_PATH"];
  if (given !== undefined) {
    const { text, faults } = expand(String(given), surroundings);
    if (faults.length > 0) return `its MEMORY_FILE_PATH ${faults[0]!.what}`;
    // It would start from the folder of the package.
    return isAbsolute(text) ? { file: text } : "its MEMORY_FILE_PATH is no absolute path";
  }
  const folders = await foldersOf(specifier, surroundings);
  const files = folders.map((folder) => join(folder, "dist", "memory.jsonl")).filter(isFile);
  if (files.length > 1) return `its file may be ${files.join(" or ")}`;
  const [file] = files;
  return file === undefined ? {} : { file, inCache: /[/\\]_npx[/\\]/.test(file) };
}

/** What npx is asked for, or the path of the package's own file. */
function specifierOf(words: readonly string[]): string | undefined {
  const [command = "", ...args] = words[0]?.toLowerCase().replace(/\.exe$/, "") === "cmd"
    ? words.slice(words.findIndex((word) => /^\/c$/i.test(word)) + 1)
    : words;
  const program = basename(command.replaceAll("\\", "/")).replace(/\.(?:cmd|exe)$/i, "");
  if (program === "mcp-server-memory") return args.length === 0 ? command : undefined;
  const rest = args.filter((word) =>
    !/^(?:-y|--yes|-q|--quiet|--prefer-offline|dlx|x)$/.test(word)
  );
  const [word] = rest;
  if (rest.length !== 1 || word === undefined) return undefined;
  const isPackage = word === PACKAGE || word.startsWith(`${PACKAGE}@`);
  if (/^(?:npx|bunx|bun|pnpx|pnpm|yarn)$/.test(program)) return isPackage ? word : undefined;
  const isFile = word.replaceAll("\\", "/").endsWith(`/${PACKAGE}/dist/index.js`);
  return program === "node" && isFile ? word : undefined;
}

/** Where the package may lie: server-memory keeps its file beside its program when it is not given one. */
async function foldersOf(specifier: string, { env, home, workspace, os }: Surroundings) {
  if (/[/\\]index\.js$/.test(specifier)) return [join(specifier, "..", "..")];
  const local = env("LOCALAPPDATA");
  const npm = env("npm_config_cache") ??
    (os === "windows" ? local && join(local, "npm-cache") : home && join(home, ".npm"));
  const inFolder = (folder: string) => join(folder, "node_modules", PACKAGE);
  const cached = npm === undefined || npm === ""
    ? []
    : [inFolder(join(npm, "_npx", await npxFolder(specifier)))];
  return [inFolder(workspace), ...cached];
}

/** As npx names the folder of what it has fetched (libnpmexec). */
async function npxFolder(specifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(specifier));
  return Buffer.from(digest).toString("hex").slice(0, 16);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
