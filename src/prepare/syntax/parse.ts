import { type Options, Parser, type Program, tokTypes } from "acorn";
import { Refusal } from "./refusal.ts";

/** A program's syntax tree, and where its comments lie. */
export interface Parsed {
  program: Program;
  comments: { start: number; end: number }[];
}

const OPTIONS: Options = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowReturnOutsideFunction: true,
  allowHashBang: true,
};

/**
 * Parses JavaScript as the body of an async function that is a module's.
 *
 * @throws {Refusal} that says what is wrong, and where
 */
export function parse(text: string): Parsed {
  const comments: Parsed["comments"] = [];
  const onComment = (_block: boolean, _text: string, start: number, end: number) => {
    comments.push({ start, end });
  };
  try {
    return { program: SubmissionParser.parse(text, { ...OPTIONS, onComment }), comments };
  } catch (error) {
    throw asRefusal(error, text);
  }
}

/** Whether `text`, from `start` up to `end`, reads as one expression. */
export function isExpression(text: string, start: number, end: number): boolean {
  try {
    return SubmissionParser.parseExpressionAt(text, start, OPTIONS).end === end;
  } catch (error) {
    asRefusal(error, text);
    return false;
  }
}

/** Says what stands at a place where it can't be. */
export function unexpected(text: string, at: number): Refusal {
  const [token] = /^(?:[\p{ID_Continue}$]+|=>|\S)/u.exec(text.slice(at, at + 60)) ?? [];
  const message = token === undefined && text.slice(at).trim() === ""
    ? END
    : `Unexpected ${JSON.stringify(token ?? " ")}`;
  return new Refusal(message, at, hintAt(text, at));
}

export const END = "Unexpected end of the code";
export const TOO_DEEP = "The code nests too deep to be read";
export const AWAIT = 'Cannot use "await" in a function that is not async';
export const MAKE_ASYNC = 'Write "async" before the function, or use a for loop instead of forEach';

/** Acorn's messages that a reader of the code would not understand. */
const REWORDED: readonly (readonly [RegExp, string, string?])[] = [
  [/^.*stack space.*$/, TOO_DEEP, "Use a loop, variables or an array instead of the nesting"],
  [/^.*"await" outside.*$/, AWAIT, MAKE_ASYNC],
  [/^Unsyntactic (\w+)/, '"$1" has no loop to act on'],
  [/^Assigning to rvalue/, "Cannot assign to this"],
  [/^(.*) in strict mode$/, "$1 is not possible in strict mode, in which all code runs"],
];

function asRefusal(error: unknown, text: string): Refusal {
  if (!(error instanceof SyntaxError)) throw error;
  const at = "pos" in error && typeof error.pos === "number" ? error.pos : text.length;
  const message = error.message
    .replace(/ \(\d+:\d+\)$/, "")
    .replace(/'([^']*)'/g, '"$1"')
    .replace(
      /[^ -~\xa1-\uffff]/g,
      (char) => "\\x" + char.charCodeAt(0).toString(16).padStart(2, "0"),
    );
  if (/^Unexpected token/.test(message)) return unexpected(text, at);
  for (const [pattern, reworded, hint] of REWORDED) {
    if (!pattern.test(message)) continue;
    return new Refusal(message.replace(pattern, reworded), at, hint);
  }
  return new Refusal(message, at, hintAt(text, at));
}

function hintAt(text: string, at: number): string | undefined {
  if (/\\[nrt"]/.test(text.slice(Math.max(0, at - 1), at + 2)) && !/[\n\r]/.test(text)) {
    return "The code holds line ends as two characters, \\n: send real ones";
  }
  if (/&(?:lt|gt|amp|quot|#39);/.test(text.slice(Math.max(0, at - 5), at + 6))) {
    return "The code is escaped for HTML: send it as it is";
  }
  if (PYTHON.test(text)) return "This looks like Python: write it in JavaScript or TypeScript";
}

/** Lines that only Python has: a statement that ends in a colon, an import without quotes, a comprehension. */
const PYTHON =
  /^[ \t]*(?:(?:def|class|elif|if|for|while|with|except) [^?{};\n]*:[ \t]*(?:#.*)?$|from [\w.]+ import\b|import [\w.]+(?: as \w+)?[ \t]*$)|\[[^[\]{};\n]{1,80} for \w+ in /m;

/** Names that acorn looks up for each declaration: as an array that is quadratic in their number. */
class NameList extends Array<string> {
  #seen = new Set<string>();

  override push(...names: string[]): number {
    for (const name of names) this.#seen.add(name);
    return super.push(...names);
  }

  override indexOf(name: string): number {
    return this.#seen.has(name) ? 0 : -1;
  }
}

interface Scope {
  lexical: string[];
  var: string[];
  functions: string[];
}

// Acorn's own extension point; its types leave the parser's methods out.
const SubmissionParser = Parser.extend((Base) =>
  class extends (Base as unknown as new (...args: unknown[]) => {
    scopeStack: Scope[];
    type: unknown;
    value: unknown;
    start: number;
    pos: number;
    exprAllowed: boolean;
    enterScope(flags: number): void;
    readToken_slash(): void;
    readRegexp(): void;
    parseExprAtom(...args: unknown[]): unknown;
    parseYield(...args: unknown[]): unknown;
  }) {
    /** In `async function*` acorn's tokenizer doesn't know that a pattern may follow. */
    override parseYield(...args: unknown[]): unknown {
      this.exprAllowed = true;
      return super.parseYield(...args);
    }

    /** Behind `of` acorn sees a pattern begin, though that may be a name; a loop asks for one by itself. */
    override readToken_slash(): void {
      if (this.type === tokTypes.name && this.value === "of") this.exprAllowed = false;
      super.readToken_slash();
    }

    override parseExprAtom(...args: unknown[]): unknown {
      if (this.type === tokTypes.assign && this.value === "/=") {
        this.pos = this.start + 1;
        this.readRegexp();
      }
      return super.parseExprAtom(...args);
    }

    override enterScope(flags: number): void {
      super.enterScope(flags);
      const scope = this.scopeStack.at(-1)!;
      scope.lexical = new NameList();
      scope.var = new NameList();
      scope.functions = new NameList();
    }
  } as unknown as typeof Parser
);
