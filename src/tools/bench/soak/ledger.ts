/** What one client has written into an entity of its own, by the answers that it got. */
export class Ledger {
  #acknowledged = new Set<string>();
  #possible = new Set<string>();
  #next = 0;

  /** @param name of the entity */
  constructor(readonly name: string) {}

  /** New texts to write. */
  take(count: number): string[] {
    return Array.from({ length: count }, () => `${this.name} ${this.#next++}`);
  }

  /** Everything that may be in the file. */
  get all(): string[] {
    return [...this.#acknowledged, ...this.#possible];
  }

  /** These were written: the answer said so. */
  acknowledge(texts: readonly string[]): void {
    for (const text of texts) this.#acknowledged.add(text);
  }

  /** These may have been written: no answer came. */
  allow(texts: readonly string[]): void {
    for (const text of texts) this.#possible.add(text);
  }

  /** These were deleted: the answer said so. */
  forget(texts: readonly string[]): void {
    for (const text of texts) {
      this.#acknowledged.delete(text);
      this.#possible.delete(text);
    }
  }

  /** @returns how many of the file's texts are missing, and how many no client has written */
  compare(inFile: readonly string[]): { lost: number; strange: number } {
    const there = new Set(inFile);
    return {
      lost: [...this.#acknowledged].filter((text) => !there.has(text)).length,
      strange: inFile.filter((text) => !this.#acknowledged.has(text) && !this.#possible.has(text))
        .length,
    };
  }
}
