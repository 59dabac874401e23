import type { ApiNames } from "../../api/method.ts";
import type { Position, SubmissionError } from "../outcome.ts";
import { check } from "./check.ts";
import { chain, slice } from "./derived_text.ts";
import { findEntry } from "./entry.ts";
import type { TypeEraser } from "./eraser/type_eraser.ts";
import { type Facts, findFacts } from "./facts.ts";
import { findCode } from "./fence.ts";
import { codeFrame } from "./frame.ts";
import { Lines, SCRIPT_LINE, TEXT_LINE } from "./lines.ts";
import { toModule } from "./module.ts";
import { read } from "./read.ts";
import { Refusal } from "./refusal.ts";
import { findDeclared } from "./scope.ts";

/** A submission that is ready to run. */
export interface Prepared {
  /** Text of a module in plain JavaScript; its default export is an async function: the submission. */
  readonly module: string;
  readonly facts: Facts;
  /**
   * @param line of the module, from 1, as V8's stack frames count
   * @param column of that line, from 1
   * @returns the place in the submitted text; `undefined` where the module is our own code
   */
  locate(line: number, column: number): Position | undefined;
  /** @returns at most three lines that show a place of the submitted text */
  frame(position: Position): string;
}

/**
 * Makes a module of a program as models write it: fenced or not; statements, an expression, a function
 * or a default export; JavaScript or TypeScript.
 *
 * A byte order mark is no part of the text, and a lone surrogate, which no module's text can hold,
 * becomes U+FFFD.
 *
 * @param names what the program may call
 * @param limits the longest text, in bytes of UTF-8
 * @param eraser asked when the text isn't plain JavaScript
 * @returns the module, or why the text can't be run
 */
export async function prepare(
  source: string,
  names: ApiNames,
  limits: { readonly sourceBytes: number },
  eraser: TypeEraser,
): Promise<Prepared | SubmissionError> {
  const bytes = utf8Length(source, limits.sourceBytes);
  if (bytes > limits.sourceBytes) {
    return {
      kind: "limit",
      message: `The code is ${bytes} bytes long: at most ${limits.sourceBytes} are taken`,
      hint: "Split the work over several programs, and keep data out of the code",
    };
  }
  const submitted = source.replace(/^\ufeff/, "").toWellFormed();
  const lines = new Lines(submitted, TEXT_LINE);
  const frame = (position: Position) => codeFrame(lines, position);
  let text = slice(submitted, 0, submitted.length);
  const place = (offset: number) => {
    const at = text.back(offset);
    return at === undefined ? undefined : lines.position(at);
  };
  try {
    const { start, end } = findCode(submitted);
    text = slice(submitted, start, end);
    const script = await read(text.text, eraser);
    text = chain(text, script.source);
    const isDeclared = findDeclared(script.program, new Set(Object.keys(names)));
    check(script.program, text.text, names, isDeclared);
    const entry = findEntry(script.program, text.text, names);
    const lineOf = (offset: number) => place(offset)?.line;
    const facts = findFacts(script.program, entry.result, names, isDeclared, lineOf);
    text = chain(text, toModule(script, entry));
    const moduleLines = new Lines(text.text, SCRIPT_LINE);
    return {
      module: text.text,
      facts,
      frame,
      locate(line, column) {
        const offset = moduleLines.offset({ line, column });
        return offset === undefined ? undefined : place(offset);
      },
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, at, hint } = error;
    const position = at === undefined ? undefined : place(at);
    return {
      kind: "syntax",
      message,
      ...(position ? { ...position, frame: frame(position) } : {}),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}

/** Exact only where it may matter. */
function utf8Length(text: string, limit: number): number {
  return text.length * 3 <= limit ? text.length : new TextEncoder().encode(text).length;
}
