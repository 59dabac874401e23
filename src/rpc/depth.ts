/** How deep the arrays and objects of a message may nest. */
export const MAX_DEPTH = 1_000;

/**
 * How deep arrays and objects nest in a JSON text. `JSON.parse` takes any depth, but what walks the
 * value afterwards recurses: a text of brackets alone would overflow the server's stack.
 */
export function jsonDepth(text: string): number {
  let now = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++; // a backslash escapes the next character
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++now);
    else if (char === 0x5d || char === 0x7d) now--;
  }
  return deepest;
}
