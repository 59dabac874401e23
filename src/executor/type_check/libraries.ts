import { fileURLToPath } from "node:url";
import type { Libraries } from "../../rpc/check_protocol.ts";

/** The one that names the others that it is made of: the language, without a browser. */
const FIRST = "lib.esnext.d.ts";
/** Two thirds of them: what they say is for people. */
const COMMENT = /\/\*[^]*?\*\//g;
const REFERENCE = /^\/\/\/ <reference lib="([\w.]+)" \/>/gm;

/**
 * Reads TypeScript's own declarations of the language: the process that checks types may read no file.
 *
 * @throws {Deno.errors.NotFound} where the package is not there
 */
export async function readLibraries(): Promise<Libraries> {
  const texts: Record<string, string> = {};
  const read = async (name: string): Promise<void> => {
    texts[name] = "";
    const url = import.meta.resolve(`typescript/lib/${name}`);
    const text = texts[name] = (await Deno.readTextFile(fileURLToPath(url))).replace(COMMENT, "");
    const more = [...text.matchAll(REFERENCE)].map(([, lib]) => `lib.${lib}.d.ts`);
    await Promise.all(more.filter((lib) => !Object.hasOwn(texts, lib)).map(read));
  };
  await read(FIRST);
  return texts;
}
