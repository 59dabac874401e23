// deno-lint-ignore-file code-mode/primordials -- it runs before the program comes
import { compileForSubmission } from "../compile.ts";
import { defineProperty, getOwnPropertyNames } from "../primordials.ts";

/** The global object as one kind of code sees it. */
export interface GlobalView {
  names(): string[];
  remove(name: string): void;
  define(name: string, property: PropertyDescriptor): void;
}

/**
 * The global object as our own code and as the submission sees it. Before Deno 2.5 they differ: what
 * `node:vm` compiles has a `process`, a `Buffer` and timers of Node's, which no other code can delete.
 */
export function globalViews(): GlobalView[] {
  const ours: GlobalView = {
    names: () => getOwnPropertyNames(globalThis),
    remove: (name) => delete (globalThis as Record<string, unknown>)[name],
    define: (name, property) => defineProperty(globalThis, name, property),
  };
  const theirs = compileForSubmission(
    `return {
      names: () => getOwnPropertyNames(globalThis),
      remove: (name) => delete globalThis[name],
      define: (name, property) => defineProperty(globalThis, name, property),
    }`,
    ["getOwnPropertyNames", "defineProperty"],
  );
  return [ours, theirs(getOwnPropertyNames, defineProperty) as GlobalView];
}
