/** Blanks, empty lines and comments. */
const BETWEEN = /(?:\s+|#[^\n]*)*/y;
const ENTRY =
  /(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[^]|[^"\\])*)"|`([^`]*)`|((?!['"`])[^\n]*))/y;
const REST_OF_LINE = /[ \t]*(?:#[^\n]*|\r?(?=\n|$))/y;

/**
 * Reads an environment as `.env` files have it: `NAME=value`, `export` in front or not, values bare or in
 * quotes, in which they may have several lines. As in a shell, a comment begins behind a blank. In double
 * quotes `\n`, `\r` and `\"` are what they stand for; nothing else is replaced.
 *
 * @throws {SyntaxError} that names the line which is none of this, and not what it says: it may be a secret
 */
export function parseEnvFile(text: string): [name: string, value: string][] {
  const found: [string, string][] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) {
      const line = text.slice(0, at).split("\n").length;
      throw new SyntaxError(`line ${line} is not NAME=value`);
    }
    at = pattern.lastIndex;
    return match;
  };
  for (next(BETWEEN); at < text.length; next(BETWEEN)) {
    const [, name, single, double, back, bare] = next(ENTRY);
    next(REST_OF_LINE);
    const value = single ?? back ?? (bare === undefined ? unescape(double!) : withoutComment(bare));
    found.push([name!, value]);
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(
    /\\([nr"])/g,
    (_, one: string) => one === "n" ? "\n" : one === "r" ? "\r" : one,
  );
}

function withoutComment(text: string): string {
  return text.replace(/(^|[ \t])#.*/, "").trim();
}
