import type { Progress } from "../../executor/executor.ts";
import { visible } from "./visible.ts";

/** A run that is over before this needs no progress. */
const AFTER_MS = 1_000;
const EVERY_MS = 200;
const NAME_CHARS = 30;

/** A line on the terminal that shows how far a run is; it goes when it is disposed of. */
export class ProgressLine implements Disposable {
  #startedAt = performance.now();
  #shown = false;
  #progress: Progress = { calls: 0 };
  #timer: ReturnType<typeof setInterval>;

  /**
   * @param write puts text on the terminal
   * @param starting the servers that are starting now
   */
  constructor(
    readonly write: (text: string) => void,
    readonly starting: () => readonly string[] = () => [],
  ) {
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
    this.write(`\r\x1b[K${visible(progressText(ms, this.#progress, this.starting()))}`);
  }
}

/**
 * How far a run is: `3 s: filesystem starts…`, or `3 s: 12 calls made, memory.readGraph runs`.
 *
 * @param ms since its start
 * @param starting the servers that are starting now
 */
export function progressText(
  ms: number,
  { calls, current }: Progress,
  starting: readonly string[],
): string {
  const parts = [
    // What runs waits for its server.
    ...(calls > 0 || starting.length === 0 ? [`${calls} calls made`] : []),
    ...(current !== undefined && starting.length === 0 ? [`${current} runs`] : []),
    ...(starting.length > 0 ? [startingText(starting)] : []),
  ];
  return `${Math.floor(ms / 1000)} s: ${parts.join(", ")}`;
}

/** A line that is wider than the terminal could not be taken back. */
function startingText(names: readonly string[]): string {
  const [name = "", ...others] = names;
  const who = `${name.slice(0, NAME_CHARS)}${
    others.length > 0 ? ` and ${others.length} more` : ""
  }`;
  return `${who} ${others.length > 0 ? "start" : "starts"}…`;
}
