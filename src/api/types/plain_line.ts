/**
 * What a reader cannot see: control and format characters, halves of surrogate pairs, private use, line
 * ends, and what Unicode calls ignorable. Strangers hide instructions in them.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const BLANKS = new RegExp(`(?:${INVISIBLE.source}|\\s)+`, "gu");

/** Invisible characters are looked for in this many times the length that is left. */
const READ_FACTOR = 8;

/**
 * Makes one visible line of a stranger's text. It is safe inside a comment: no comment ends in it.
 *
 * @param maxChars characters that it may have; a longer text ends in `…`
 */
export function plainLine(text: string, maxChars: number): string {
  const read = text.slice(0, maxChars * READ_FACTOR);
  const line = read.replace(BLANKS, " ").replaceAll("*/", "* /").replaceAll("/*", "/ *").trim();
  const cut = line.length > maxChars || read.length < text.length;
  return cut ? `${whole(line.slice(0, Math.max(0, maxChars - 1))).trimEnd()}…` : line;
}

/** @returns whether a reader sees all characters of `text` */
export function isVisible(text: string): boolean {
  return !INVISIBLE.test(text);
}

/** @returns the text of a string literal, with invisible characters as escapes */
export function visibleEscapes(text: string): string {
  return text.replace(new RegExp(INVISIBLE.source, "gu"), (char) => {
    const code = char.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** A cut through a surrogate pair leaves no half behind. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, "");
}
