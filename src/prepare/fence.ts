import { Refusal } from "./syntax/refusal.ts";

const LANGUAGES = new Set(
  ["", "js", "jsx", "javascript", "mjs", "ts", "tsx", "typescript", "mts", "deno", "node", "code"],
);
const ONE_LINE = /^\s*(`{3,})(?:(?:js|javascript|ts|typescript)[ \t]+(?![ \t]))?([^`\r\n]+)\1\s*$/;

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
  for (const { index, end, ticks, language, inComment } of fences(text)) {
    if (open) {
      if (ticks < open.ticks || language !== "") continue;
      open.block.end = index;
      open = undefined;
    } else if (!inComment) {
      const block = {
        fence: index,
        language: language.toLowerCase(),
        start: end,
        end: text.length,
      };
      // A lone fence at the end closes what it follows.
      if (language === "" && blocks.length === 0 && isBlank(text, end)) {
        return [{ ...block, start: 0, end: index }];
      }
      blocks.push(block);
      open = { block, ticks };
    }
  }
  return blocks;
}

interface Fence {
  index: number;
  end: number;
  ticks: number;
  language: string;
  /** A block comment holds it: only there three backticks can be part of a program. */
  inComment: boolean;
}

/**
 * Finds the lines that are nothing but a fence: backticks, a language, and attributes that are no code.
 * Each character is looked at a few times at most: a pattern for the whole line took minutes for a line
 * of spaces.
 */
function* fences(text: string): Generator<Fence> {
  let inComment = false;
  for (const { index, 0: line } of text.matchAll(/[^\n\r\u2028\u2029]+/g)) {
    const fence = readFence(line);
    if (fence) yield { ...fence, inComment, index, end: index + line.length };
    const [opened, closed] = [line.lastIndexOf("/*"), line.lastIndexOf("*/")];
    if (opened !== closed) inComment = opened > closed;
  }
}

function readFence(line: string): { ticks: number; language: string } | undefined {
  const [, marks = ""] = /^[ \t]*(`*)/.exec(line) ?? [];
  if (marks.length < 3) return undefined;
  const rest = line.slice(line.indexOf("`") + marks.length).replace(/^[ \t]+/, "");
  const [language = ""] = /^[\w+#.-]*/.exec(rest) ?? [];
  const attributes = rest.slice(language.length);
  if (/[`;(]/.test(attributes) || /^[^ \t]/.test(attributes)) return undefined;
  return { ticks: marks.length, language };
}

function isBlank(text: string, from: number): boolean {
  return !/\S/.test(text.slice(from));
}
