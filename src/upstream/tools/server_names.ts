import { free, identifier } from "./identifier.ts";

/** Words that no variable can be called. */
const WORDS = new Set(
  ("await arguments break case catch class const continue debugger default delete do else enum eval " +
    "export extends false finally for function if implements import in instanceof interface let new " +
    "null package private protected public return static super switch this throw true try typeof var " +
    "void while with yield").split(" "),
);

/**
 * Gives each server the global that programs call it by. A name that is taken gets `_` behind it.
 * Deno's own globals are taken, also those that the sandbox removes: programs that write `fetch(url)`
 * mean the network's, and must learn that there is none.
 *
 * @param names the servers' names in the configuration, each once
 * @param taken globals with another meaning, e.g. `memory`; `tools` always has one
 * @returns the globals by the servers' names
 */
export function serverGlobals(
  names: readonly string[],
  taken: ReadonlySet<string>,
): Map<string, string> {
  const means = (name: string) =>
    name === "tools" || WORDS.has(name) || taken.has(name) || name in globalThis;
  const plain = names.filter((name) => identifier(name) === name && !means(name));
  const used = new Set(plain);
  const globals = new Map<string, string>();
  for (const name of names) {
    let global = identifier(name);
    while (means(global)) global += "_";
    if (!plain.includes(name)) global = free(global, (one) => used.has(one) || means(one));
    used.add(global);
    globals.set(name, global);
  }
  return globals;
}
