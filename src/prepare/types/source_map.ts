import { DerivedText, type Piece } from "../../rpc/positions/derived_text.ts";
import { Lines } from "../../rpc/positions/lines.ts";

const LF = /\n/g;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** A place of the generated line, and the one in the source that it came from; all from 0. */
interface Segment {
  to: number;
  line: number;
  column: number;
}

/**
 * Follows a source map back.
 *
 * @param map a version 3 source map in JSON, with one source
 */
export function throughSourceMap(source: string, generated: string, map: string): DerivedText {
  const lines = decode((JSON.parse(map) as { mappings: string }).mappings);
  const sourceLines = new Lines(source, LF);
  const generatedLines = new Lines(generated, LF);
  const pieces: Piece[] = [];
  const fromNowhere = (to: number) => pieces.push({ to, from: undefined, copied: false });
  for (let line = 1;; line++) {
    const start = generatedLines.offset({ line, column: 1 });
    if (start === undefined) break;
    const length = generatedLines.line(line)!.length;
    const segments = lines[line - 1] ?? [];
    if (segments[0]?.to !== 0) fromNowhere(start);
    segments.forEach(({ to, line, column }, i) => {
      const at = sourceLines.offset({ line: line + 1, column: column + 1 });
      if (at === undefined) return fromNowhere(start + to);
      // Segments lie at the starts of names and statements; what was copied from there on is exact too.
      // After an erased cast in such code an operator is shown at its left side.
      const end = segments[i + 1]?.to ?? length + 1;
      let same = 0;
      while (to + same < end && generated[start + to + same] === source[at + same]) same++;
      pieces.push({ to: start + to, from: at, copied: true });
      if (to + same + 1 < end) pieces.push({ to: start + to + same + 1, from: at, copied: false });
    });
  }
  return new DerivedText(generated, pieces);
}

/** @returns the segments of each generated line */
function decode(mappings: string): Segment[][] {
  let line = 0;
  let column = 0;
  return mappings.split(";").map((text) => {
    let to = 0;
    const segments: Segment[] = [];
    for (const part of text === "" ? [] : text.split(",")) {
      const [step = 0, , lines, columns] = numbers(part);
      to += step;
      if (lines === undefined || columns === undefined) continue; // it came from nowhere
      line += lines;
      column += columns;
      segments.push({ to, line, column });
    }
    return segments;
  });
}

/** Reads numbers in base 64: five bits a digit, the least first, the sign in the lowest bit. */
function numbers(text: string): number[] {
  const result: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of text) {
    const bits = VALUES.get(digit) ?? 0;
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    result.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return result;
}
