import { fileURLToPath } from "node:url";
import type { Libraries } from "../../rpc/check_protocol.ts";

/** The one that names the others that it is made of: the language, without a browser. */
const FIRST = "esnext";
/** Two thirds of them: what they say is for people. */
const COMMENT = /\/\*[^]*?\*\//g;
const REFERENCE = /^\/\/\/ <reference lib="([\w.]+)" \/>/gm;

const MODULE = /^export \{/m;

/**
 * Reads TypeScript's own declarations of the language: the process that checks types may read no file.
 *
 * @returns most of them as one text, since TypeScript would put 87 files together again for each program,
 * which takes half of its time; behind it those that are modules
 * @throws {Deno.errors.NotFound} where the package is not there
 */
export async function readLibraries(): Promise<Libraries> {
  const texts = new Map<string, string>();
  const read = async (name: string): Promise<void> => {
    if (texts.has(name)) return;
    texts.set(name, "");
    const url = import.meta.resolve(`typescript/lib/lib.${name}.d.ts`);
    const text = (await Deno.readTextFile(fileURLToPath(url))).replace(COMMENT, "");
    for (const [, other] of text.matchAll(REFERENCE)) await read(other!);
    texts.set(name, text.replace(REFERENCE, ""));
  };
  await read(FIRST);
  const all = [...texts.values()];
  const modules = all.filter((text) => MODULE.test(text));
  return [all.filter((text) => !MODULE.test(text)).join("\n"), ...modules];
}

/** Never called, as in `check/main.ts`: Deno resolves names of packages that something imports. */
export function fetchPackages(): Promise<unknown> {
  return import("typescript");
}
