import { derive, type DerivedText, type Edit } from "../rpc/positions/derived_text.ts";
import type { Entry } from "./entry.ts";
import { harden } from "./harden.ts";
import type { Script } from "./read.ts";

/** An arrow function has no `this` of its own: it is undefined, as in a module. */
const open = (parameter: string) => `async (${parameter}) => {\n`;
// On a line of its own: the text may end in a comment.
const CLOSE = "\n}";

/**
 * Wraps a program, which parsed on its own, into an async function.
 *
 * @throws {Refusal} that points into the program
 */
export function toModule({ source: { text }, comments }: Script, entry: Entry): DerivedText {
  const body = derive(text, [
    ...entry.edits,
    ...comments.flatMap((comment) => disarm(text, comment.start)),
    { start: text.length, end: text.length, text: entry.tail && "\n" + entry.tail, added: true },
  ]);
  const hardened = body.chain(harden(body));
  const wrapped = derive(hardened.text, [
    { start: 0, end: 0, text: open(entry.parameter), added: true },
    { start: hardened.text.length, end: hardened.text.length, text: CLOSE, added: true },
  ]);
  return hardened.chain(wrapped);
}

/** Comments that do something: Deno moves stack frames by a source map; `#!` is one at offset 0 only. */
function disarm(text: string, start: number): Edit[] {
  const mark = text.slice(start, start + 3);
  if (mark.startsWith("#!")) return [{ start, end: start + 2, text: "//" }];
  return mark === "//#" || mark === "//@" ? [{ start: start + 2, end: start + 3, text: " " }] : [];
}
