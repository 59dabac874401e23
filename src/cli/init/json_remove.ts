import { COMMA, find, nextToken, parseObject } from "./json_edit.ts";

/**
 * Takes a property out of a JSON text, with its comma and with the lines that are empty then, and leaves
 * all else as it stands, comments about the property too.
 *
 * @param path the names of objects, the last that of the property
 * @returns the text as it is when there is no such property
 * @throws {SyntaxError} when the text isn't JSON, with comments or without
 */
export function removeFromJson(text: string, path: readonly [string, ...string[]]): string {
  const object = find(parseObject(text.trim() === "" ? "{}" : text), path.slice(0, -1));
  if (object?.type !== "object") return text;
  const at = object.children!.findLastIndex(({ children }) => children![0]!.value === path.at(-1));
  const property = object.children![at];
  if (!property) return text;
  const end = property.offset + property.length;
  const cuts: [from: number, to: number][] = [[property.offset, end]];
  const behind = nextToken(text, end);
  const before = object.children![at - 1];
  if (behind.kind === COMMA) cuts.push([behind.at, behind.at + 1]);
  else if (before) {
    // It was the last: the comma in front of it would be one too many.
    const comma = nextToken(text, before.offset + before.length).at;
    cuts.unshift([comma, comma + 1]);
  }
  const left = cuts.reduceRight((all, [from, to]) => withoutCut(all, from, to), text);
  return object.children!.length === 1 ? emptied(left, object.offset) : left;
}

/** The line goes with its end when nothing else is on it; else the blanks behind what was cut. */
function withoutCut(text: string, from: number, to: number): string {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next + 1;
  const [head, tail] = [text.slice(start, from), text.slice(to, end)];
  if (/^[ \t]*$/.test(head) && /^[ \t]*\r?\n$/.test(tail)) {
    return text.slice(0, start) + text.slice(end);
  }
  const rest = text.slice(to);
  // In `{ "y": 2, "x": 1 }` the blank in front goes, else the one behind.
  if (/^[ \t]+\}/.test(rest)) return text.slice(0, from).replace(/[ \t]+$/, "") + rest;
  return text.slice(0, from) + rest.replace(/^[ \t]+(?=[^\s/])/, "");
}

/** An object without properties and comments is `{}`. */
function emptied(text: string, brace: number): string {
  const inside = /^\{\s*\}/.exec(text.slice(brace))?.[0];
  return inside === undefined
    ? text
    : `${text.slice(0, brace)}{}${text.slice(brace + inside.length)}`;
}
