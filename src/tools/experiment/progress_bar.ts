const CELLS = 24;

/** How far the experiment is: a bar on a terminal, a line a step elsewhere; goes when disposed of. */
export class ProgressBar implements Disposable {
  #last = "";

  /**
   * @param steps there are in all
   * @param terminal whether a line can be written over
   * @param write puts text there
   */
  constructor(
    readonly steps: number,
    readonly terminal: boolean,
    readonly write: (text: string) => void,
  ) {}

  /** @param done steps so far @param what is done now, in words */
  show(done: number, what: string): void {
    if (this.terminal) {
      const full = Math.round(CELLS * done / this.steps);
      const bar = "█".repeat(full) + "░".repeat(CELLS - full);
      this.write(`\r\x1b[K${bar} ${Math.floor(100 * done / this.steps)} % ${what}`);
    } else if (what !== this.#last) this.write(`${what}\n`);
    this.#last = what;
  }

  [Symbol.dispose](): void {
    if (this.terminal) this.write("\r\x1b[K");
  }
}
