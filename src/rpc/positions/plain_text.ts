/**
 * A text as places in it are counted: a byte order mark is no part of it, and a lone surrogate, which no
 * program's text can hold, becomes U+FFFD.
 */
export function plainText(text: string): string {
  return text.replace(/^\ufeff/, "").toWellFormed();
}
