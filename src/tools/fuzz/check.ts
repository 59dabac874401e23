import type { Eraser } from "../../prepare/types/eraser.ts";
import { parse } from "../../prepare/syntax/parse.ts";
import { prepare } from "../../prepare/prepare.ts";
import { walk } from "../../prepare/syntax/walk.ts";
import { findForbiddenWord } from "../../rpc/forbidden_words.ts";
import { compileSubmission } from "../../sandbox/compile.ts";
import { SLOT } from "./texts.ts";

/** What a reader makes of a text: a module, or why there is none. */
export type Read = (text: string) => Promise<{ module: string } | { refused: string }>;

export type Verdict =
  /** Both take it, or both refuse it. */
  | { type: "agreed"; taken: boolean }
  /** The engine reads as code what the reader did not, or the other way round: the wall is what is left. */
  | { type: "misread"; why: string }
  /** The engine alone refuses it: the run ends with its syntax error. */
  | { type: "late"; why: string }
  /** The reader alone refuses it. */
  | { type: "strict"; why: string };

/** The reader as it runs. */
export function reader(eraser: Pick<Eraser, "erase" | "broken">): Read {
  return async (source) => {
    const reply = await prepare({ source, namespaces: ["memory"] }, eraser as Eraser);
    if (reply.type === "prepared") return reply;
    return { refused: reply.type === "refused" ? reply.message : "fault" };
  };
}

/** Instead of the eraser, which takes longer than all the rest: it finds no types. */
export const NO_TYPES: Pick<Eraser, "erase" | "broken"> = {
  broken: false,
  erase: () => Promise.resolve({ fault: { code: "", message: "Unexpected", line: 1, column: 0 } }),
};

/**
 * Compares what a reader and the engine take a text for.
 *
 * @param pick chooses, of so many names, the one that is looked at
 */
export async function check(
  text: string,
  read: Read,
  pick = (_count: number) => 0,
): Promise<Verdict> {
  let made;
  try {
    made = await read(text);
  } catch (error) {
    return { type: "misread", why: `the reader broke: ${error}` };
  }
  if ("refused" in made) {
    const raw = compile(`async () => {\n${text}\n}`);
    return raw === undefined
      ? { type: "strict", why: made.refused }
      : { type: "agreed", taken: false };
  }
  const { module } = made;
  if (findForbiddenWord(module) >= 0) return { type: "misread", why: "a word is left" };
  const why = compile(module);
  if (why === "Invalid or unexpected token" || why === "Unexpected end of the function") {
    return { type: "misread", why };
  }
  if (why !== undefined) return { type: "late", why };
  const name = nameIn(module, pick);
  if (name === undefined) return { type: "agreed", taken: true };
  // Where the reader sees a name, the engine must see code.
  const marked = compile(module.slice(0, name) + SLOT + module.slice(name));
  return marked === undefined
    ? { type: "misread", why: "a name is no code" }
    : { type: "agreed", taken: true };
}

/** @returns what the engine has against a module, if anything */
function compile(module: string): string | undefined {
  try {
    compileSubmission(module);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function nameIn(module: string, pick: (count: number) => number): number | undefined {
  const names: number[] = [];
  walk(parse(module).program, ({ type, start }) => {
    if (type === "Identifier") names.push(start);
  });
  return names[pick(names.length || 1)];
}
