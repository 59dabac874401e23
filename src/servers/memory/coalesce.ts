import type { QueuedCall } from "../../upstream/call_queue.ts";

/**
 * How calls of one tool become one call, and its answer theirs again: each caller gets what a call
 * alone would have given, at a fraction of the cost, because server-memory reads its whole file for
 * each call and writes it for each mutation.
 */
interface Coalescence {
  /** The argument that holds the list. */
  readonly key: string;
  /** What each caller's list would have been answered. */
  split(lists: readonly unknown[][], answer: unknown): unknown[];
}

const COALESCENCES: Readonly<Record<string, Coalescence>> = {
  open_nodes: { key: "names", split: splitGraph },
  add_observations: { key: "observations", split: splitResults },
};

/**
 * What one call may hold, in items and in characters of text: server-memory breaks off at a request
 * of 10 MiB, and a character takes at most six bytes of it.
 */
const MOST = { items: 5_000, characters: 2 ** 20 };

/** @returns whether calls of `tool` can be carried out together. */
export function coalesces(tool: string): boolean {
  return Object.hasOwn(COALESCENCES, tool);
}

/** @returns how many of `calls`, from the first on, can be carried out together; at least one. */
export function together(calls: readonly QueuedCall[]): number {
  const tool = calls[0]?.tool;
  if (tool === undefined || !coalesces(tool)) return 1;
  let [count, items, characters] = [0, 0, 0];
  for (const call of calls) {
    const list = listOf(call);
    if (call.tool !== tool || !list) break;
    items += list.length;
    characters += textLength(list);
    if (items > MOST.items || characters > MOST.characters) break;
    count++;
  }
  return Math.max(count, 1);
}

/** @returns the arguments of one call instead of `calls`, which `together` has accepted. */
export function merge(calls: readonly QueuedCall[]): Record<string, unknown> {
  const [first] = calls;
  if (calls.length === 1) return first!.args;
  return { [COALESCENCES[first!.tool]!.key]: calls.flatMap((call) => listOf(call)!) };
}

/**
 * @param answer to the call that `merge` made of `calls`.
 * @returns the answer to each of `calls`; they may share objects.
 */
export function split(calls: readonly QueuedCall[], answer: unknown): unknown[] {
  if (calls.length === 1) return [answer];
  return COALESCENCES[calls[0]!.tool]!.split(calls.map((call) => listOf(call)!), answer);
}

/** The list in the arguments; undefined where there is none, which the server itself must refuse. */
function listOf({ tool, args }: QueuedCall): unknown[] | undefined {
  const list = args[COALESCENCES[tool]?.key ?? ""];
  return Array.isArray(list) ? list : undefined;
}

interface Graph {
  entities: { name: string }[];
  relations: { from: string; to: string }[];
}

/** By server-memory's own rule: entities by name, and the relations that touch one that was found. */
function splitGraph(lists: readonly unknown[][], answer: unknown): Graph[] {
  const { entities, relations } = answer as Graph;
  return lists.map((list) => {
    const asked = new Set(list);
    const mine = entities.filter(({ name }) => asked.has(name));
    const found = new Set(mine.map(({ name }) => name));
    return {
      entities: mine,
      relations: relations.filter(({ from, to }) => found.has(from) || found.has(to)),
    };
  });
}

/** There is one result an item, in their order. */
function splitResults(lists: readonly unknown[][], answer: unknown): { results: unknown[] }[] {
  const { results } = answer as { results: unknown[] };
  let start = 0;
  return lists.map(({ length }) => ({ results: results.slice(start, start += length) }));
}

function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let length = 0;
  for (const item of Object.values(value)) length += textLength(item);
  return length;
}
