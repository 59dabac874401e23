import { cannotImport } from "../modules.ts";

const IMPORT = /import\b[^'"]*(['"])([^'"\n]*)\1[ \t]*;?/y;
const TYPES_ONLY =
  /^import\s+(?:type\s(?!\s*from\b)|\{\s*(?=type\s)(?:type\s[^,{}]*,\s*)*(?:type\s[^,{}]*)?\})/;
const EXPORT = /export\s+(?:(?:type\s+)?\{[^{}'"]*\}(?!\s*from)|(?!default\b|type\s*\{|\{|\*))/y;

/**
 * What has to go from a program that returns at its top level, so that it can be read inside a function.
 *
 * @param at where an import or an export starts
 * @returns the import, if only of types; of an export the keyword, or all where it only names things
 * @throws {Refusal} when more than types is imported
 */
export function moduleSyntaxAt(text: string, at: number): string | undefined {
  const [statement, , specifier] = match(IMPORT, text, at);
  if (statement !== undefined && !TYPES_ONLY.test(statement)) throw cannotImport(specifier, at);
  return statement ?? match(EXPORT, text, at)[0];
}

/** Whether an import of nothing but types starts at an offset. */
export function isTypeImportAt(text: string, at: number): boolean {
  const [statement] = match(IMPORT, text, at);
  return statement !== undefined && TYPES_ONLY.test(statement);
}

function match(pattern: RegExp, text: string, at: number): (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}
