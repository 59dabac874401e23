import { Parser, type Token, tokTypes } from "acorn";

const OPENING = new Set([
  tokTypes.braceL,
  tokTypes.bracketL,
  tokTypes.parenL,
  tokTypes.dollarBraceL,
]);
const CLOSING = new Set([tokTypes.braceR, tokTypes.bracketR, tokTypes.parenR]);

/**
 * Finds the bracket that was opened last and is not closed: most programs that end too early were cut off.
 *
 * @returns what it is, and its offset in `text`; `undefined` when there is none
 */
export function leftOpen(text: string): { bracket: string; at: number } | undefined {
  const open: { bracket: string; at: number }[] = [];
  try {
    const tokens: Iterable<Token> = Parser.tokenizer(text, { ecmaVersion: "latest" });
    for (const { type, start } of tokens) {
      if (OPENING.has(type)) open.push({ bracket: type.label, at: start });
      else if (CLOSING.has(type)) open.pop();
    }
  } catch {
    // An end within a text or a comment: what was opened before it is known.
  }
  return open.at(-1);
}
