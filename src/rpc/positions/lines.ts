import type { Position } from "./position.ts";

/** What ends a line for V8 and its stack frames. */
export const SCRIPT_LINE = /\r\n|[\n\r\u2028\u2029]/g;
/** What ends a line for people and their editors. */
export const TEXT_LINE = /\r\n|[\n\r]/g;

/** Where the lines of a text start, to turn offsets into places and back. */
export class Lines {
  #text: string;
  /** Offsets of the first character of each line, and of its line end. */
  #spans: { start: number; end: number }[] = [];

  constructor(text: string, ending: RegExp) {
    this.#text = text;
    let start = 0;
    for (const { index, 0: { length } } of text.matchAll(ending)) {
      this.#spans.push({ start, end: index });
      start = index + length;
    }
    this.#spans.push({ start, end: text.length });
  }

  /** @returns the text of a line (from 1) without its end; `undefined` when there is no such line */
  line(number: number): string | undefined {
    const span = this.#spans[number - 1];
    return span && this.#text.slice(span.start, span.end);
  }

  /** @returns the offset of a place; `undefined` when the text has no such place */
  offset({ line, column }: Position): number | undefined {
    const span = this.#spans[line - 1];
    const offset = (span?.start ?? 0) + column - 1;
    return span && column >= 1 && offset <= span.end ? offset : undefined;
  }

  /** @returns the place of an offset */
  position(offset: number): Position {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return { line: low, column: offset - (this.#spans[low - 1]?.start ?? 0) + 1 };
  }
}
