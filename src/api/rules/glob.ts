/**
 * Matches a text with a pattern in which `*` stands for any characters, also none, and nothing else is
 * special. Each part is looked for once, from left to right: a hostile name cannot make it slow.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first!)) return false;
  let from = first!.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** @returns whether a pattern says anything of the text that it matches */
export function isLiteral(pattern: string): boolean {
  return /[^*]/.test(pattern);
}
