/** What a call puts into the conversation, in tokens. */
export interface CallSize {
  readonly call: number;
  readonly result: number;
}

/** What a task takes of a model, in tokens unless said otherwise. */
export interface Spent {
  /** Round trips: turns in which the model calls at least one tool. */
  readonly turns: number;
  readonly calls: number;
  /** What the model writes. */
  readonly written: number;
  readonly results: number;
  /** What is in the context at the end: each counted once. */
  readonly atEnd: number;
  /**
   * What the model reads in all: every turn, and the answer after the last one, reads all that is in the
   * context by then.
   */
  readonly read: number;
}

/**
 * Adds up what a conversation takes.
 *
 * @param standing what is in the context before the task: definitions and instructions, in tokens
 * @param turns the calls of each turn
 */
export function spent(standing: number, turns: readonly (readonly CallSize[])[]): Spent {
  let [atEnd, read, written, results] = [standing, standing, 0, 0];
  for (const calls of turns) {
    for (const { call, result } of calls) {
      written += call;
      results += result;
    }
    atEnd = standing + written + results;
    read += atEnd;
  }
  return { turns: turns.length, calls: turns.flat().length, written, results, atEnd, read };
}

/** The same calls by a model that makes one a turn. */
export function oneByOne(turns: readonly (readonly CallSize[])[]): CallSize[][] {
  return turns.flat().map((call) => [call]);
}
