import { Refusal } from "./refusal.ts";

const LANGUAGES = new Set(
  ["", "js", "jsx", "javascript", "mjs", "ts", "tsx", "typescript", "mts", "deno", "node", "code"],
);
/** A line that is nothing but a fence: its backticks, its language, and attributes that are no code. */
const FENCE = /^[ \t]*(`{3,})[ \t]*([\w+#.-]*)(?:[ \t]+[^`;(\r\n]*)?[ \t]*$/gm;
const ONE_LINE = /^\s*(`{3,})(?:(?:js|javascript|ts|typescript)[ \t]+)?([^`\r\n]+)\1\s*$/;

interface Block {
  fence: number;
  language: string;
  start: number;
  end: number;
}

/**
 * Finds the program in a text as models send it: the whole text, or what its code fence holds.
 *
 * @returns the program's first offset and the one after its last
 * @throws {Refusal} when fences mark no program, or more than one
 */
export function findCode(text: string): { start: number; end: number } {
  const line = ONE_LINE.exec(text);
  if (line) {
    const start = text.indexOf(line[2]!, text.indexOf(line[1]!) + line[1]!.length);
    return { start, end: start + line[2]!.length };
  }
  const blocks = findBlocks(text);
  const [only, second] = blocks.filter(({ language }) => LANGUAGES.has(language));
  if (second) {
    throw new Refusal(
      "The text holds more than one code block",
      second.fence,
      "Send one program, without text around it",
    );
  }
  if (only) return only;
  if (text.trim() === "") throw new Refusal("The code is empty", undefined, "Send a program");
  const [other] = blocks;
  if (other) {
    throw new Refusal(
      `The code block is marked "${other.language}": only JavaScript and TypeScript run`,
      other.fence,
      "Write the program in JavaScript or TypeScript",
    );
  }
  return { start: 0, end: text.length };
}

function findBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { block: Block; ticks: number } | undefined;
  for (const match of text.matchAll(FENCE)) {
    const { index, 0: line, 1: ticks = "", 2: language = "" } = match;
    if (open) {
      if (ticks.length < open.ticks || language !== "") continue;
      open.block.end = index;
      open = undefined;
    } else if (!isInComment(text, index)) {
      const start = index + line.length;
      const block = { fence: index, language: language.toLowerCase(), start, end: text.length };
      // A lone fence at the end closes what it follows.
      if (language === "" && blocks.length === 0 && text.slice(start).trim() === "") {
        return [{ ...block, start: 0, end: index }];
      }
      blocks.push(block);
      open = { block, ticks: ticks.length };
    }
  }
  return blocks;
}

/** A line of three backticks can only be part of a program where a comment holds it. */
function isInComment(text: string, index: number): boolean {
  const before = text.slice(0, index);
  return before.lastIndexOf("/*") > before.lastIndexOf("*/");
}
