import { group, markdownTable, ms } from "../experiment/markdown.ts";
import type { Listed } from "./servers/lister.ts";
import { oneByOne, type Spent, spent } from "./spent.ts";
import { type Standing, total } from "./standing.ts";
import type { Trial } from "./trial.ts";

/** What was found for a set of servers. */
export interface Finding {
  readonly set: string;
  readonly direct: Standing;
  readonly code: Standing;
  /** Whether this version has `tools.search`. */
  readonly searches: boolean;
  /** Of the tasks that these servers can do; `standing` is in tokens. */
  readonly trials: readonly (Trial & { readonly standing: number })[];
}

export const DIRECT = "tool calls";
export const ON_DEMAND = "tool calls, on demand";
export const CODE = "code";
export const CODE_CAREFUL = "code, careful";

/** A server a line: how many tools, and how many tokens, or why there are none. */
export function serversTable(listed: readonly (Listed & { standing: Standing })[]): string {
  return markdownTable([
    ["server", "package", "tools", "tokens of definitions", "of instructions"],
    ...listed.map(({ launch, fault, standing }) => [
      launch.name,
      launch.npm,
      ...fault === undefined
        ? [standing.tools, standing.definitions, standing.instructions].map(group)
        : [`did not start: ${fault}`, "", ""],
    ]),
  ]);
}

/** What stands in the context, by tool calls and by code. */
export function standingTable(findings: readonly Finding[]): string {
  const cells = (standing: Standing) => [
    `${group(standing.definitions)} + ${group(standing.instructions)}`,
    group(total(standing)),
  ];
  return markdownTable([
    [
      "servers",
      "their tools",
      "tool calls: definitions + instructions",
      "sum",
      "code: definition + instructions",
      "sum",
      "tool calls / code",
    ],
    ...findings.map(({ set, direct, code }) => [
      set,
      group(direct.tools),
      ...cells(direct),
      ...cells(code),
      `${(total(direct) / total(code)).toFixed(1)} ×`,
    ]),
  ]);
}

/** A task and an arm a line. */
export function tasksTable(finding: Finding): string {
  return markdownTable([
    [
      "task",
      "arm",
      "round trips (one call each)",
      "written / results, tokens",
      "context at the end, tokens",
      "read in all, tokens (one call each)",
      "work, ms (least – most)",
      "right",
    ],
    ...finding.trials.map((trial) => {
      const { wall, right, repeats } = trial;
      const [together, apart] = both(trial);
      return [
        trial.task.name,
        trial.arm,
        pair(together.turns, apart.turns),
        `${group(together.written)} / ${group(together.results)}`,
        group(together.atEnd),
        pair(together.read, apart.read),
        ...trial.arm === ON_DEMAND
          ? ["computed", ""]
          : [`${ms(wall.median)} (${ms(wall.least)} – ${ms(wall.most)})`, `${right} of ${repeats}`],
      ];
    }),
  ]);
}

/** Says where code takes more tokens or round trips than tool calls, several a turn; a line each. */
export function losses({ set, trials }: Finding): string[] {
  return trials.filter(isCode).flatMap((trial) =>
    trials.filter((base) => base.task === trial.task && !isCode(base)).flatMap((base) => {
      const [[code], [direct]] = [both(trial), both(base)];
      const [atEnd, read] = [code.atEnd / direct.atEnd, code.read / direct.read];
      const more = code.turns - direct.turns;
      const lost = [
        ...more > 0 ? [`${more} more round ${more === 1 ? "trip" : "trips"}`] : [],
        ...atEnd > 1 ? [`${atEnd.toFixed(1)} × the context`] : [],
        ...read > 1 ? [`${read.toFixed(1)} × the tokens read`] : [],
      ];
      if (lost.length === 0) return [];
      return [`${set}, ${trial.task.name}, ${trial.arm}, against ${base.arm}: ${lost.join(", ")}`];
    })
  );
}

/**
 * How many times as long the work takes by code: least and most of all sets and tasks. By the least of the
 * repeats, which a busy machine disturbs less.
 */
export function slower(findings: readonly Finding[]): [least: number, most: number] {
  const times = findings.flatMap(({ trials }) =>
    trials.filter(isCode).map(({ task, wall }) => {
      const base = trials.find((trial) => trial.task === task && trial.arm === DIRECT)!;
      return wall.least / base.wall.least;
    })
  );
  return [Math.min(...times), Math.max(...times)];
}

function isCode({ arm }: Trial): boolean {
  return arm === CODE || arm === CODE_CAREFUL;
}

function both({ standing, turns }: Finding["trials"][number]): [Spent, Spent] {
  return [spent(standing, turns), spent(standing, oneByOne(turns))];
}

function pair(one: number, other: number): string {
  return one === other ? group(one) : `${group(one)} (${group(other)})`;
}
