import { MOST_LINES, readTokenLine, type TokenLine } from "./token_line.ts";

/** What a tokens file holds. */
export interface TokenList {
  readonly tokens: readonly TokenLine[];
  /** Numbers of the lines, from 1, that are left out: not as they must be, or a second one of a token. */
  readonly broken: readonly number[];
}

/**
 * Reads the text of a tokens file. Empty lines are passed over.
 *
 * @throws {RangeError} when it has too many lines
 */
export function readTokenList(text: string): TokenList {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.length - 1 > MOST_LINES) {
    throw new RangeError(`it has more than ${MOST_LINES} lines`);
  }
  const taken = new Set<string>();
  const tokens: TokenLine[] = [];
  const broken: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const token = readTokenLine(line);
    if (token && !taken.has(token.id) && !taken.has(token.sha256)) {
      taken.add(token.id).add(token.sha256);
      tokens.push(token);
    } else {
      broken.push(at + 1);
    }
  }
  return { tokens, broken };
}

const SHOWN = 10;

/** @returns e.g. "line 3", "lines 3, 7"; `undefined` where none is broken */
export function brokenText({ broken }: TokenList): string | undefined {
  if (broken.length === 0) return undefined;
  const more = broken.length > SHOWN ? ` and ${broken.length - SHOWN} more` : "";
  return `line${broken.length > 1 ? "s" : ""} ${broken.slice(0, SHOWN).join(", ")}${more}`;
}
