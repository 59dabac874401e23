import { derive, type DerivedText, type Edit } from "./derived_text.ts";
import type { Entry } from "./entry.ts";
import type { Script } from "./read.ts";

/** An arrow function has no `this` and no `arguments` of its own, so there are none as in a module. */
const OPEN = "export default async () => {\n";

/** Wraps a program, which parsed on its own, into the function that a module exports. */
export function toModule(
  { source: { text }, comments }: Script,
  { edits, tail }: Entry,
): DerivedText {
  return derive(text, [
    { start: 0, end: 0, text: OPEN, added: true },
    ...edits,
    ...comments.flatMap((comment) => disarm(text, comment.start)),
    // On a line of its own: the text may end in a comment.
    { start: text.length, end: text.length, text: `\n${tail}};\n`, added: true },
  ]);
}

/** Comments that do something: Deno moves stack frames by a source map; `#!` is one at offset 0 only. */
function disarm(text: string, start: number): Edit[] {
  const mark = text.slice(start, start + 3);
  if (mark.startsWith("#!")) return [{ start, end: start + 2, text: "//" }];
  return mark === "//#" || mark === "//@" ? [{ start: start + 2, end: start + 3, text: " " }] : [];
}
