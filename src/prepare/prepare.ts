import { slice } from "../rpc/positions/derived_text.ts";
import { Lines, TEXT_LINE } from "../rpc/positions/lines.ts";
import type { Position } from "../rpc/positions/position.ts";
import {
  MOST_PIECES,
  type PrepareReply,
  type PrepareRequest,
  REFUSAL_CHARS,
} from "../rpc/prepare_protocol.ts";
import { findEntry } from "./entry.ts";
import type { Eraser } from "./types/eraser.ts";
import { findFacts } from "./facts.ts";
import { findCode } from "./fence.ts";
import { saysNoCheck } from "./types/no_check.ts";
import { findMentions } from "./mentions.ts";
import { toModule } from "./module.ts";
import { refuseModules } from "./modules.ts";
import { read } from "./read.ts";
import { leftOpen } from "./syntax/left_open.ts";
import { END } from "./syntax/parse.ts";
import { Refusal } from "./syntax/refusal.ts";
import { findDeclared } from "./syntax/scope.ts";
import { plainText } from "../rpc/positions/plain_text.ts";

/** Enums grow, and templates that are made anew; the server has to hand the module on. */
const MOST_ADDED_CHARS = 256 * 1024;

/**
 * Makes a module of a program as models write it: fenced or not; statements, an expression, a function
 * or a default export; JavaScript or TypeScript.
 *
 * @param eraser asked when the text isn't plain JavaScript
 * @returns the module and the facts about the text, or why it can't be run
 */
export async function prepare(
  { source, namespaces, takesArgs }: PrepareRequest,
  eraser: Eraser,
): Promise<PrepareReply> {
  const submitted = plainText(source);
  const lines = new Lines(submitted, TEXT_LINE);
  let text = slice(submitted, 0, submitted.length);
  const place = (offset: number): Position | undefined => {
    const at = text.back(offset);
    return at === undefined ? undefined : lines.position(at);
  };
  try {
    const { start, end } = findCode(submitted);
    text = slice(submitted, start, end);
    const code = text.text;
    const script = await read(code, eraser);
    text = text.chain(script.source);
    const { program } = script;
    const spaces = new Set(namespaces);
    const isDeclared = findDeclared(program, spaces);
    refuseModules(program, text.text);
    const mentions = findMentions(program, spaces, isDeclared, place);
    const entry = findEntry(program, text.text, spaces, takesArgs);
    const lineOf = (offset: number) => place(offset)?.line;
    const facts = findFacts(program, entry.result, spaces, isDeclared, lineOf);
    const module = text.chain(toModule(script, entry));
    const added = module.text.length - submitted.length;
    if (module.pieces.length > MOST_PIECES || added > MOST_ADDED_CHARS) {
      const hint = "Keep data out of the code, and use fewer regular expressions";
      throw new Refusal("The code holds too much that has to be written otherwise", 0, hint);
    }
    const origins = module.pieces.flatMap(({ to, from = -1, copied }) => [to, from, +copied]);
    const { language } = script;
    const isChecked = language !== undefined && !saysNoCheck(code);
    const typed = isChecked ? { typed: { start, end, language } } : {};
    return { type: "prepared", module: module.text, origins, facts, mentions, ...typed };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, at, hint } = error;
    const position = at === undefined ? undefined : place(at);
    const opened = message === END ? leftOpen(text.text) : undefined;
    const cause = opened === undefined
      ? ""
      : `: the "${opened.bracket}" opened in line ${place(opened.at)!.line} is not closed`;
    return {
      type: "refused",
      message: cut(message + cause),
      ...(hint === undefined ? {} : { hint: cut(hint) }),
      ...position,
    };
  }
}

/** A message may quote what the program holds, however long that is. */
function cut(text: string): string {
  return text.length <= REFUSAL_CHARS
    ? text
    : `${text.slice(0, REFUSAL_CHARS - 1).toWellFormed()}…`;
}
