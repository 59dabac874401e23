import type { McpServerProcess } from "../bench/servers.ts";
import { asSent, type sizer } from "../experiment/context.ts";
import { byCode, byToolCalls } from "./arms.ts";
import { startCodeMode } from "./servers/code_mode.ts";
import type { Conversation } from "./conversation.ts";
import type { Launch } from "./servers/launches.ts";
import { type Listed, startServer } from "./servers/lister.ts";
import { CODE, CODE_CAREFUL, DIRECT, type Finding, ON_DEMAND } from "./report.ts";
import type { Scratch } from "./servers/scratch.ts";
import type { ServerSet } from "./servers/sets.ts";
import { standingOf, standingOfCodeMode, total } from "./standing.ts";
import { TASKS } from "./tasks/tasks.ts";
import { runTrial, type Trial } from "./trial.ts";

type Size = Awaited<ReturnType<typeof sizer>>;

/** What all measurements share. */
export interface Bench {
  readonly scratch: Scratch;
  readonly size: Size;
  readonly repeats: number;
  /** Hears what is measured next. */
  readonly onStep: (what: string) => void;
}

/** Does every task by tool calls. The calls are the same however many servers the host has. */
export async function measureDirect(
  launches: readonly Launch[],
  { scratch, size, repeats, onStep }: Bench,
): Promise<Trial[]> {
  await using stack = new AsyncDisposableStack();
  const servers = new Map<string, McpServerProcess>();
  for (const name of new Set(TASKS.flatMap(({ uses }) => Object.keys(uses)))) {
    const launch = launches.find((one) => one.name === name)!;
    servers.set(name, stack.use(await startServer(launch, scratch)));
  }
  const trials: Trial[] = [];
  for (const task of TASKS) {
    onStep(`${task.name}, ${DIRECT}`);
    const run = (conversation: Conversation) => byToolCalls(task, scratch, servers, conversation);
    trials.push(await runTrial({ task, arm: DIRECT, repeats, places: scratch, run, size }));
  }
  return trials;
}

/** Does every task of a set of servers by code, and puts it beside the same by tool calls. */
export async function measureSet(
  { name: set, servers }: ServerSet,
  direct: readonly Trial[],
  { scratch, size, repeats, onStep }: Bench,
): Promise<Finding> {
  const launches = servers.map(({ launch }) => launch);
  const names = launches.map(({ name }) => name);
  const config = scratch.writeConfig(`${servers.length}-servers`, launches);
  await using server = await startCodeMode(config, scratch);
  const { description, ...code } = await standingOfCodeMode(server, size);
  const own = standingOf(servers, size);
  const searches = await hasSearch(server);
  const trials: Finding["trials"][number][] = [];
  for (const trial of direct) {
    const { task } = trial;
    if (!Object.keys(task.uses).every((name) => launches.some((one) => one.name === name))) {
      continue;
    }
    const onDemand = withDefinitions(trial, definitionsOf(trial, servers, size));
    trials.push({ ...trial, standing: total(own) }, { ...onDemand, standing: 0 });
    for (const careful of [false, true]) {
      const arm = careful ? CODE_CAREFUL : CODE;
      onStep(`${set}, ${task.name}, ${arm}`);
      const how = { server, description, servers: names, searches, careful };
      const run = (conversation: Conversation) => byCode(task, scratch, how, conversation);
      const trial = await runTrial({ task, arm, repeats, places: scratch, run, size });
      trials.push({ ...trial, standing: total(code) });
    }
  }
  return { set, direct: own, code, trials, searches };
}

/** Of the tools that were called, in tokens. Other servers can have tools of the same names. */
function definitionsOf({ task, tools }: Trial, servers: readonly Listed[], size: Size): number {
  const called = servers.filter(({ launch }) => Object.hasOwn(task.uses, launch.name))
    .flatMap((server) => server.tools)
    .filter(({ name }) => tools.includes(name));
  return size(called.map(asSent)).tokens;
}

/** The same by a host that fetches the definitions of just these tools, in a turn before the first call. */
function withDefinitions(trial: Trial, definitions: number): Trial {
  const turns = [[{ call: 0, result: definitions }], ...trial.turns];
  return { ...trial, arm: ON_DEMAND, turns };
}

async function hasSearch(server: McpServerProcess): Promise<boolean> {
  return await server.execute("return typeof tools.search") === "function";
}
