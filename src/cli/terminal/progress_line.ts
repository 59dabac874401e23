import type { Progress } from "../../executor/executor.ts";

/** A run that is over before this needs no progress. */
const AFTER_MS = 1_000;
const EVERY_MS = 200;

/** A line on the terminal that shows how far a run is; it goes when it is disposed of. */
export class ProgressLine implements Disposable {
  #startedAt = performance.now();
  #shown = false;
  #progress: Progress = { calls: 0 };
  #timer: ReturnType<typeof setInterval>;

  /** @param write puts text on the terminal */
  constructor(readonly write: (text: string) => void) {
    this.#timer = setInterval(() => this.#show(), EVERY_MS);
  }

  update(progress: Progress): void {
    this.#progress = progress;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#shown) this.write("\r\x1b[K");
  }

  #show(): void {
    const ms = performance.now() - this.#startedAt;
    if (ms < AFTER_MS) return;
    this.#shown = true;
    const { calls, current } = this.#progress;
    const what = current === undefined ? "" : `, ${current} runs`;
    this.write(`\r\x1b[K${Math.floor(ms / 1000)} s: ${calls} calls made${what}`);
  }
}
