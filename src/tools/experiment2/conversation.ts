import { rest } from "../bench/samples.ts";
import type { Exchange } from "../experiment/arms.ts";
import { resultOf } from "../experiment/context.ts";

/** A model takes longer between two turns; by then the next sandbox process waits. */
const PAUSE_MS = 500;

/** What a model and the servers say to each other. */
export class Conversation {
  /** The calls of each turn. */
  readonly turns: Exchange[][] = [];
  /** What the calls took, in milliseconds, without pauses. */
  workMs = 0;
  readonly #pauseMs: number;

  constructor(pauseMs = PAUSE_MS) {
    this.#pauseMs = pauseMs;
  }

  /** Makes the calls of a turn. */
  async take(makeCalls: () => Promise<Exchange[]>): Promise<Exchange[]> {
    await rest(this.#pauseMs);
    const start = performance.now();
    const exchanges = await makeCalls();
    this.workMs += performance.now() - start;
    this.turns.push(exchanges);
    return exchanges;
  }

  /** What the last call answered. */
  get answer(): unknown {
    return resultOf(this.turns.at(-1)!.at(-1)!);
  }
}
