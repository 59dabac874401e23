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
    const char = text[i]; // not by a method: in the sandbox the program may have replaced it
    if (inString) {
      if (char === "\\") i++; // it escapes the next character
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "[" || char === "{") {
      if (++now > deepest) deepest = now;
    } else if (char === "]" || char === "}") now--;
  }
  return deepest;
}
