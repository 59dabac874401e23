import type { LogEntry } from "../rpc/protocol.ts";

/** The log entries of one submission: the first and the last are kept, the middle is counted. */
export class Logs {
  #head: LogEntry[] = [];
  #tail: LogEntry[] = [];
  #headChars = 0;
  #tailChars = 0;
  #total = 0;
  /** Entries that are gone from between head and tail. */
  #left = 0;

  /** @param keepChars what is kept of the head and again of the tail, in characters */
  constructor(readonly keepChars: number) {}

  /** Characters of all entries so far. */
  get total(): number {
    return this.#total;
  }

  add(entry: LogEntry): void {
    this.#total += entry.text.length;
    const size = cost(entry);
    if (this.#left === 0 && this.#tail.length === 0 && this.#headChars + size <= this.keepChars) {
      this.#head.push(entry);
      this.#headChars += size;
      return;
    }
    this.#tail.push(entry);
    this.#tailChars += size;
    while (this.#tail.length > 1 && this.#tailChars > this.keepChars) {
      this.#tailChars -= cost(this.#tail.shift()!);
      this.#left++;
    }
  }

  /** Takes note of entries that the sandbox has left out. */
  skip(entries: number, chars: number): void {
    this.#left += entries;
    // Both numbers come from the sandbox, and clients take none that is no safe integer.
    this.#total = Math.min(this.#total + chars, Number.MAX_SAFE_INTEGER);
  }

  /**
   * @param budget longest serialised form, in characters
   * @returns the entries, and how many characters there were where some had to be left out
   */
  take(budget: number): { entries: LogEntry[]; cutFrom?: number } {
    const all = [...this.#head, ...this.#tail];
    const size = all.reduce((sum, entry) => sum + cost(entry), 0);
    if (this.#left === 0 && size <= budget) return { entries: all };
    const first: LogEntry[] = [];
    const last: LogEntry[] = [];
    // Half for the beginning and half for the end; the note between them costs about 100 characters.
    let left = budget - 100;
    const half = left / 2;
    for (const entry of this.#head) {
      if (left - cost(entry) < half) break;
      left -= cost(entry);
      first.push(entry);
    }
    const middle = all.slice(first.length); // what is left of the head, and the tail
    while (middle.length > 0 && cost(middle.at(-1)!) <= left) {
      left -= cost(middle.at(-1)!);
      last.unshift(middle.pop()!);
    }
    const gone = this.#left + middle.length;
    const note: LogEntry = { level: "info", text: `… ${gone} more log entries left out` };
    const cut = middle.at(-1);
    if (last.length === 0 && cut !== undefined && left > 200) {
      // One entry that is longer than the budget: its beginning says more than nothing.
      const text = fit(cut.text, left - 100);
      last.push({ level: cut.level, text });
    }
    return { entries: [...first, note, ...last], cutFrom: this.#total };
  }
}

/** Characters that an entry takes in the answer. */
function cost(entry: LogEntry): number {
  return JSON.stringify(entry).length + 1;
}

/** The longest beginning of `text` whose JSON form has at most `chars` characters. */
function fit(text: string, chars: number): string {
  let cut = text.slice(0, chars);
  while (JSON.stringify(cut).length > chars) cut = cut.slice(0, Math.floor(cut.length * 0.8));
  return cut + "…";
}
