import { basename, join } from "node:path";
import ours from "../../../../../deno.json" with { type: "json" };
import { isObject } from "../../../../servers/config/fields.ts";

/** `code-mode`, `code-mode.exe`, `code-mode-x86_64-unknown-linux-gnu`, `code-mode.cjs`, `@scope/code-mode@1`. */
const NAME = /^code-mode(?:-[\w-]+|@[\w.-]+)?(?:\.exe|\.cmd|\.cjs)?$/i;

/** @returns whether an entry starts code-mode itself, this installation or another */
export function isCodeMode(entry: unknown): boolean {
  const words = wordsOf(entry);
  const at = words.indexOf("serve");
  // A folder may be called so, too; what stands behind "serve" are flags.
  return at > 0 && words.slice(0, at).some((word) => isProgram(word) || isFolder(word));
}

/** The words that an entry starts its server with. */
export function wordsOf(entry: unknown): string[] {
  if (!isObject(entry) || typeof entry.command !== "string") return [];
  const args = Array.isArray(entry.args) ? entry.args : [];
  return [entry.command, ...args.filter((word) => typeof word === "string")];
}

/** @returns the value of a flag of `serve` in an entry: `--memory-file X` and `--memory-file=X` */
export function flagIn(entry: unknown, flag: string): string | undefined {
  const words = wordsOf(entry);
  const at = words.indexOf(flag);
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}

function isProgram(word: string): boolean {
  return NAME.test(basename(word.replaceAll("\\", "/")));
}

/** @returns whether a word names our sources: their folder, a file in it, or its `main.ts` */
function isFolder(word: string): boolean {
  const path = word.replace(/^--(?:cwd|config)=/, "").replace(
    /[/\\](?:main\.[jt]s|deno\.json)$/,
    "",
  );
  if (!/[/\\]/.test(path)) return false;
  try {
    const { isFile, size } = Deno.statSync(join(path, "deno.json"));
    if (!isFile || size > 2 ** 20) return false;
    return JSON.parse(Deno.readTextFileSync(join(path, "deno.json"))).name === ours.name;
  } catch {
    return false;
  }
}
