/** Replaces what lies from `start` up to `end`; inserts where the two are equal. */
export interface Edit {
  start: number;
  end: number;
  text: string;
  /** The text stands for nothing in the source: no way leads back from it. */
  added?: boolean;
}

/** A text that was made from another one, with the way back. */
export interface DerivedText {
  readonly text: string;
  /** @returns the offset in the text that it was made from; `undefined` for what was added */
  back(offset: number): number | undefined;
}

interface Piece {
  /** Where it starts in the derived text. */
  to: number;
  /** Where that lies in the source; `undefined` for what was added. */
  from: number | undefined;
  /** Copied one to one; a replacement or an insertion leads back to where it starts. */
  copied: boolean;
}

/** Applies edits that don't overlap; insertions at one place stay in the order given. */
export function derive(source: string, edits: readonly Edit[]): DerivedText {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: Piece[] = [];
  let text = "";
  let read = 0;
  const copyTo = (end: number) => {
    if (end > read) pieces.push({ to: text.length, from: read, copied: true });
    text += source.slice(read, end);
    read = end;
  };
  for (const { start, end, text: replacement, added } of sorted) {
    copyTo(start);
    const from = added ? undefined : start;
    if (replacement !== "") pieces.push({ to: text.length, from, copied: false });
    text += replacement;
    read = end;
  }
  copyTo(source.length);
  return {
    text,
    back(offset) {
      if (offset === text.length) return source.length; // the end is a place too
      const piece = lastAtOrBefore(pieces, offset);
      if (piece?.from === undefined || offset > text.length) return undefined;
      return piece.copied ? piece.from + offset - piece.to : piece.from;
    },
  };
}

/** @returns the part of `source` from `start` up to `end` */
export function slice(source: string, start: number, end: number): DerivedText {
  const text = source.slice(start, end);
  return { text, back: (offset) => offset <= text.length ? start + offset : undefined };
}

/** The last of the pieces, sorted by `to`, that starts at or before `offset`. */
export function lastAtOrBefore<T extends { to: number }>(
  pieces: readonly T[],
  offset: number,
): T | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.to <= offset) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}

/** @returns `last`, which was made from `first`, as made from what `first` was made from */
export function chain(first: DerivedText, last: DerivedText): DerivedText {
  return {
    text: last.text,
    back(offset) {
      const between = last.back(offset);
      return between === undefined ? undefined : first.back(between);
    },
  };
}
