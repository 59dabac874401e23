/**
 * Makes a function of a submission's text without a module loader: V8 refuses `import()`, `import.meta`
 * and `export` by itself, and no cache of Deno's sees the text. (Before Deno 2.8.2 `import()` reaches the
 * loader; then the words and the import map stand before it.)
 */
import { compileFunction } from "node:vm";
import { findForbiddenWord } from "../rpc/forbidden_words.ts";
import { freeze, functionToString, SyntaxError } from "./primordials.ts";

/** How V8 calls the text in stack frames. */
export const SUBMISSION_FILE = "data:submission";

const OPTIONS = freeze({ filename: SUBMISSION_FILE });

/**
 * Makes a function of our own text that counts as the submission's code.
 *
 * @param body of the function
 * @param parameters of the function
 */
export function compileForSubmission(
  body: string,
  parameters: string[],
): (...args: unknown[]) => unknown {
  return compileFunction(body, parameters, OPTIONS) as (...args: unknown[]) => unknown;
}

/**
 * @param code text of one async arrow function
 * @throws {SyntaxError} also when V8 reads more, or less, than one function
 */
export function compileSubmission(code: string): (args?: unknown) => Promise<unknown> {
  // The preparer has refused these words; this check holds whatever its parser took the text for.
  if (findForbiddenWord(code) >= 0) throw new SyntaxError("Cannot use a module");
  const main = compileFunction(`"use strict";return ${code}`, [], OPTIONS)() as (
    args?: unknown,
  ) => Promise<unknown>;
  // A text that closes the function ends up in another one, of which this is the beginning.
  if (typeof main !== "function" || functionToString(main) !== code) {
    throw new SyntaxError("Unexpected end of the function");
  }
  return main;
}
