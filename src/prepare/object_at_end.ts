import { derive, type DerivedText } from "../positions/derived_text.ts";

const CANDIDATES = 4;

/**
 * Puts parentheses around what may be an object literal at the end of a program. With two keys, such as
 * `{ a: 1, b: 2 }`, it doesn't even parse as the block that it starts as.
 *
 * @param before offset at which the program stopped making sense
 * @returns the likely readings, the nearest first
 */
export function* objectsAtEnd(text: string, before: number): Generator<DerivedText> {
  const close = findClose(text);
  if (close === undefined) return;
  const indent = indentAt(text, close);
  const starts = [...text.slice(0, before).matchAll(/(?:^|[\n\r])([ \t]*)\{/g)]
    .filter(({ 1: own }) => own === indent)
    .map(({ index, 0: { length } }) => index + length - 1);
  for (const start of starts.reverse().slice(0, CANDIDATES)) {
    yield derive(text, [
      { start, end: start, text: "(" },
      { start: close + 1, end: close + 1, text: ")" },
    ]);
  }
}

/** The last brace that only semicolons and comments follow. */
function findClose(text: string): number | undefined {
  let close = text.length;
  for (let i = 0; i < CANDIDATES; i++) {
    close = text.lastIndexOf("}", close - 1);
    if (close < 0) return undefined;
    if (isNothingMore(text, close + 1)) return close;
  }
}

/** Whether only spaces, semicolons and comments follow. Step by step: a pattern of them backtracks. */
function isNothingMore(text: string, from: number): boolean {
  const skip = /[\s;]+|\/\/[^\n\r\u2028\u2029]*|\/\*(?:[^*]|\*(?!\/))*\*\//y;
  skip.lastIndex = from;
  while (skip.lastIndex < text.length) if (!skip.test(text)) return false;
  return true;
}

function indentAt(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf("\n", at), text.lastIndexOf("\r", at)) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}
