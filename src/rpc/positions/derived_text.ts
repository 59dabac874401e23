/** Replaces what lies from `start` up to `end`; inserts where the two are equal. */
export interface Edit {
  start: number;
  end: number;
  text: string;
  /** The text stands for nothing in the source: no way leads back from it. */
  added?: boolean;
}

/** A run of the derived text, up to where the next one starts. */
export interface Piece {
  /** Where it starts in the derived text. */
  to: number;
  /** Where that lies in the source; `undefined` for what was added. */
  from: number | undefined;
  /** Copied character by character; a replacement or an insertion leads back to where it starts. */
  copied: boolean;
}

/** A text that was made from another one, with the way back. */
export class DerivedText {
  /**
   * @param pieces sorted by `to`, without a gap from where the first one starts; the last one may be
   * empty and say what the text's end stands for
   */
  constructor(readonly text: string, readonly pieces: readonly Piece[]) {}

  /** @returns the offset in the text that it was made from; `undefined` for what was added */
  back(offset: number): number | undefined {
    const piece = this.pieces[lastAtOrBefore(this.pieces, offset)];
    if (piece?.from === undefined || offset > this.text.length) return undefined;
    return piece.copied ? piece.from + offset - piece.to : piece.from;
  }

  /** @returns `next`, which was made from this text, as made from what this one was made from */
  chain(next: DerivedText): DerivedText {
    const pieces: Piece[] = [];
    next.pieces.forEach(({ to, from, copied }, i) => {
      if (from === undefined) return pieces.push({ to, from, copied });
      if (!copied) return pieces.push({ to, from: this.back(from), copied });
      const length = (next.pieces[i + 1]?.to ?? next.text.length) - to;
      const end = from + Math.max(length, 1);
      let at = lastAtOrBefore(this.pieces, from);
      // Before the first piece there is nothing to go back to.
      if (at < 0) pieces.push({ to, from: undefined, copied: false });
      for (at = Math.max(at, 0); at < this.pieces.length; at++) {
        const piece = this.pieces[at]!;
        if (piece.to >= end) break;
        const skipped = Math.max(0, from - piece.to);
        pieces.push({
          to: to + piece.to + skipped - from,
          from: piece.from === undefined || !piece.copied ? piece.from : piece.from + skipped,
          copied: piece.copied,
        });
      }
    });
    return new DerivedText(next.text, pieces);
  }
}

/** @returns `text` as made from itself */
export function identity(text: string): DerivedText {
  return new DerivedText(text, [{ to: 0, from: 0, copied: true }]);
}

/** @returns the part of `source` from `start` up to `end` */
export function slice(source: string, start: number, end: number): DerivedText {
  return new DerivedText(source.slice(start, end), [{ to: 0, from: start, copied: true }]);
}

/**
 * Applies edits; insertions at one place stay in the order given. An edit within a part that another one
 * replaces is gone with that part.
 */
export function derive(source: string, edits: readonly Edit[]): DerivedText {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  let read = 0;
  const add = (part: string, from: number | undefined, copied: boolean) => {
    if (part === "") return;
    pieces.push({ to: length, from, copied });
    parts.push(part);
    length += part.length;
  };
  for (const { start, end, text, added } of sorted) {
    if (start < read) continue;
    add(source.slice(read, start), read, true);
    add(text, added ? undefined : start, false);
    read = end;
  }
  add(source.slice(read), read, true);
  pieces.push({ to: length, from: source.length, copied: false }); // the end is a place too
  return new DerivedText(parts.join(""), pieces);
}

/** The index of the last of `list`, sorted by `to`, that starts at or before `offset`; -1 without one. */
export function lastAtOrBefore(list: readonly { to: number }[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.to <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
