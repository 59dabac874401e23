import { rest, Samples } from "../bench/samples.ts";
import type { Arm } from "./arms.ts";
import { type Context, measureContext, total } from "./context.ts";
import type { Point } from "./panel.ts";
import { Task } from "./task.ts";

/** What came of one arm for one number of records. */
export interface Trial {
  arm: string;
  /** How many are updated; 0 where one is only looked at. */
  records: number;
  /** Measured, in milliseconds. */
  wall: { median: number; least: number; most: number; repeats: number };
  /** Round trips through the model; one call each. */
  mcpCalls: number;
  context: Context;
  /** In how many of the repeats the graph was exactly right afterwards. */
  right: number;
}

const LONG = 1_000;

/** A person's model takes longer between two calls; by then the next sandbox process waits. */
const PAUSE_MS = 500;

/**
 * Does the task again and again, each time on a fresh copy, with one server that is warm.
 *
 * @param onRepeat called before each repeat, with its number
 */
export async function runTrial(
  arm: Arm,
  records: number,
  repeats: number,
  onRepeat: (repeat: number) => void,
): Promise<Trial> {
  using task = new Task(records);
  await using server = await arm.start(task.file);
  const times: number[] = [];
  let [right, mcpCalls] = [0, 0];
  let context: Context | undefined;
  // The first one does not count, unless it is so long that a cold start doesn't show.
  for (let repeat = records < LONG ? 0 : 1; repeat <= repeats; repeat++) {
    onRepeat(repeat);
    task.reset();
    await rest(PAUSE_MS);
    const start = performance.now();
    const exchanges = await arm.run(server, records);
    const elapsed = performance.now() - start;
    if (repeat === 0) continue;
    times.push(elapsed);
    mcpCalls = exchanges.length;
    context ??= await measureContext(server, exchanges);
    if (task.isRight()) right++;
  }
  const { median, least, most } = new Samples(times);
  return {
    arm: arm.name,
    records,
    wall: { median, least, most, repeats },
    mcpCalls,
    context: context!,
    right,
  };
}

/** @returns what a chart shows of a trial */
export function pointOf({ arm, records, wall, mcpCalls, context }: Trial): Point {
  const { median: ms, repeats } = wall;
  return { arm, records, ms, repeats, calls: mcpCalls, tokens: total(context).tokens };
}
