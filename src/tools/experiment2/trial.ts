import { Samples } from "../bench/samples.ts";
import { callOf, resultOf, type sizer } from "../experiment/context.ts";
import { Conversation } from "./conversation.ts";
import type { CallSize } from "./spent.ts";
import type { Places, Task } from "./tasks/task.ts";

/** What came of one arm of a task. */
export interface Trial {
  readonly task: Task;
  readonly arm: string;
  /** The names of the tools that were called. */
  readonly tools: readonly string[];
  /** The sizes of the calls of each turn. */
  readonly turns: readonly (readonly CallSize[])[];
  /** What the calls took, in milliseconds; no model is part of it. */
  readonly wall: { readonly median: number; readonly least: number; readonly most: number };
  /** In how many of the repeats it was done exactly. */
  readonly right: number;
  readonly repeats: number;
}

/**
 * Does a task again and again, each time on files that are made anew.
 *
 * @param run does it once, in the conversation that it gets
 * @param size measures values
 */
export async function runTrial(
  { task, arm, repeats, places, run, size }: {
    task: Task;
    arm: string;
    repeats: number;
    places: Places;
    run: (conversation: Conversation) => Promise<void>;
    size: Awaited<ReturnType<typeof sizer>>;
  },
): Promise<Trial> {
  const times: number[] = [];
  let right = 0;
  let conversation = new Conversation();
  // The first one does not count: servers start in it.
  for (let repeat = 0; repeat <= repeats; repeat++) {
    task.prepare(places);
    conversation = new Conversation();
    await run(conversation);
    if (repeat === 0) continue;
    times.push(conversation.workMs);
    if (task.isRight(places, conversation.answer)) right++;
  }
  const turns = conversation.turns.map((calls) =>
    calls.map((exchange) => ({
      call: size([callOf(exchange)]).tokens,
      result: size([resultOf(exchange)]).tokens,
    }))
  );
  const tools = [...new Set(conversation.turns.flat().map(({ tool }) => tool))];
  const { median, least, most } = new Samples(times);
  return { task, arm, tools, turns, wall: { median, least, most }, right, repeats };
}
