/**
 * The eraser counts columns as widths on a screen and moves characters beyond ASCII around; it never needs
 * to know them, so it gets others of the same length.
 *
 * @param separator instead of U+2028 and U+2029, which end a line but not a string
 */
export function neutralise(text: string, separator: string): string {
  return text
    .replace(/\r(?!\n)/g, "\n")
    .replace(/[\u2028\u2029]/g, separator)
    .replace(/[\t\v\f\xa0\ufeff]|(?<!\\)\r/g, " ") // behind a backslash CRLF goes on with a string
    .replace(/[\u0080-\uffff]/g, "_");
}

/**
 * @param erased what the eraser made of `neutral`
 * @param neutral what `neutralise` made of `text`
 * @returns what it would have made of `text`
 */
export function restore(erased: string, neutral: string, text: string): string {
  if (neutral === text) return erased;
  let restored = "";
  let read = 0;
  for (let i = 0; i < text.length; i++) {
    if (neutral[i] === text[i] || erased[i] !== neutral[i]) continue;
    restored += erased.slice(read, i) + text[i];
    read = i + 1;
  }
  return restored + erased.slice(read);
}
