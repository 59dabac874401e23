import { declarations } from "../api/declarations.ts";
import { readFlags } from "./flags.ts";
import { UsageError } from "./usage_error.ts";

/** `code-mode types`: prints the declarations of what a program can call. */
export function types(args: string[]): Promise<number> {
  const { namespaces, positional } = readFlags(args);
  if (positional.length > 0) throw new UsageError(`"types" takes no "${positional[0]}"`);
  console.log(declarations(namespaces));
  return Promise.resolve(0);
}
