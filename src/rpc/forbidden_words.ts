/**
 * `import` or `export` as a word. Every way to a module has one of the two in its text, as it is: a
 * keyword can't be written with escapes. So a text without them loads none, whatever any parser takes it
 * for. More than keywords is found: `\w` knows no letters beyond ASCII.
 */
const WORDS = /(?<![\w$])(?:import|export)(?![\w$])/g;

/** @returns the offset of the first such word; -1 without one */
export function findForbiddenWord(text: string): number {
  return text.search(WORDS);
}

/** @returns `text` with `by(word)` instead of each such word */
export function replaceForbiddenWords(text: string, by: (word: string) => string): string {
  return text.replace(WORDS, by);
}
