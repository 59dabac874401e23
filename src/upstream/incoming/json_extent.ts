const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What a JSON text may make of itself. */
export interface Extent {
  /** Levels of objects and lists. */
  readonly depth: number;
  /** Objects, lists and what stands in them. */
  readonly entries: number;
}

/**
 * Judges a JSON text before it is parsed: a megabyte of brackets becomes dozens of megabytes of objects,
 * and what walks them later may overflow the stack.
 *
 * @param text of any length and any content
 * @returns whether the value has at most `depth` levels and about `entries` entries
 */
export function fits(text: string, { depth, entries }: Extent): boolean {
  let [level, found, inString] = [0, 1, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++; // it escapes the next character
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === COMMA) found++;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++level > depth || ++found > entries) return false;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) level--;
  }
  return found <= entries;
}
