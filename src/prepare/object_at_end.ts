import type { ModuleDeclaration, Program, Statement } from "acorn";
import { derive, type DerivedText } from "../rpc/positions/derived_text.ts";

const CANDIDATES = 4;

/** A text that may be what was meant. */
export interface Reading {
  text: DerivedText;
  /** Whether a program that was read of it has the object where it was looked for. */
  isMeant(program: Program): boolean;
}

/**
 * Puts parentheses around what may be an object literal at the end of a program. With two keys, such as
 * `{ a: 1, b: 2 }`, it doesn't even parse as the block that it starts as.
 *
 * @param before offset of the character at which the program stopped making sense
 * @returns the likely readings, the nearest first
 */
export function* objectsAtEnd(text: string, before: number): Generator<Reading> {
  const close = findClose(text);
  if (close === undefined) return;
  const indent = indentAt(text, close);
  const starts = [...text.slice(0, before + 1).matchAll(/(?:^|[\n\r\u2028\u2029])([ \t]*)\{/g)]
    .filter(({ 1: own }) => own === indent)
    .map(({ index, 0: { length } }) => index + length - 1);
  for (const start of starts.reverse().slice(0, CANDIDATES)) {
    const within = (open: string) =>
      derive(text, [
        { start, end: start, text: open },
        { start: close + 1, end: close + 1, text: ")" },
      ]);
    // Behind a line without a semicolon, parentheses would make a call of it.
    if (!/(?:^|[;{])\s*$/.test(text.slice(Math.max(0, start - 80), start))) {
      yield { text: within(";("), isMeant: isObjectAlone };
    }
    yield { text: within("("), isMeant: () => true };
  }
}

/** Whether the last statement is an object, and the semicolon before it is not the whole body of a statement. */
function isObjectAlone({ body }: Program): boolean {
  const [before, last] = [body.at(-2), body.at(-1)];
  return last?.type === "ExpressionStatement" && last.expression.type === "ObjectExpression" &&
    (before?.type === "EmptyStatement" || !before || !endsInNothing(before));
}

function endsInNothing(statement: Statement | ModuleDeclaration): boolean {
  switch (statement.type) {
    case "EmptyStatement":
      return true;
    case "IfStatement":
      return endsInNothing(statement.alternate ?? statement.consequent);
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "LabeledStatement":
      return endsInNothing(statement.body);
    default:
      return false;
  }
}

/** The last brace that only semicolons and comments follow. */
function findClose(text: string): number | undefined {
  let close = text.length;
  for (let i = 0; i < CANDIDATES; i++) {
    close = text.lastIndexOf("}", close - 1);
    if (close < 0) return undefined;
    if (isNothingMore(text, close + 1)) return close;
  }
}

/** Whether only spaces, semicolons and comments follow. Step by step: a pattern of them backtracks. */
function isNothingMore(text: string, from: number): boolean {
  const skip = /[\s;]+|\/\/[^\n\r\u2028\u2029]*|\/\*(?:[^*]|\*(?!\/))*\*\//y;
  skip.lastIndex = from;
  while (skip.lastIndex < text.length) if (!skip.test(text)) return false;
  return true;
}

function indentAt(text: string, at: number): string {
  const ends = ["\n", "\r", "\u2028", "\u2029"].map((end) => text.lastIndexOf(end, at));
  const start = Math.max(...ends) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}
