import { builtinModules } from "node:module";
import { SUFFIX } from "../process/source.ts";

/** What Deno 2.4 has and doesn't list. */
const UNLISTED = ["test/reporters", "trace_events", "sea", "quic"];

/** What our own files in the sandbox load of Node's: by the file, or the folder, that may. */
const ALLOWED = { "": "node:util/types", [`compile${SUFFIX}`]: "node:vm" };

/**
 * An import map by which no module of Node's can be loaded, whatever permissions allow, but for the two
 * that our own files need: one compiles the submission, the other tells what V8 made a value as.
 *
 * @param sandbox URL of the sandbox's folder, with a slash at its end
 * @returns a `data:` URL, for `--import-map`
 */
export function sealedImportMap(sandbox: string): string {
  const map = { imports: noNodeModules(), scopes: allowedIn(sandbox) };
  return `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
}

/** The scopes in which the files below `sandbox` have what they need. */
export function allowedIn(sandbox: string): Record<string, Record<string, string>> {
  const scopes = Object.entries(ALLOWED).map(([file, name]) => [sandbox + file, { [name]: name }]);
  return Object.fromEntries(scopes);
}

/** What an import map says of modules that can't be loaded. Its keys are exact: `node:` alone is none. */
export function noNodeModules(): Record<string, null> {
  return Object.fromEntries(nodeModules().map((name) => [name, null]));
}

/** The names of all modules of Node's, e.g. `node:fs`. */
export function nodeModules(): string[] {
  const names = [...builtinModules, ...UNLISTED].map((name) => name.replace(/^node:/, ""));
  return [...new Set(names)].map((name) => `node:${name}`);
}
