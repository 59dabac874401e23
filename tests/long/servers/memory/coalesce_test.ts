import { assertEquals } from "@std/assert";
import type { QueuedCall } from "../../../../src/upstream/call_queue.ts";
import { McpSession } from "../../../../src/upstream/session.ts";
import { spawnServer } from "../../../../src/servers/memory/spawn.ts";
import { type Dice, dice } from "../../../../src/tools/fuzz/dice.ts";
import { entity, relation, Scratch } from "../../../helpers/scratch.ts";

const LIMITS = { startMs: 10_000, callMs: 10_000, answerBytes: 2 ** 24 };

function queued(tool: string, args: Record<string, unknown>): QueuedCall {
  const signal = new AbortController().signal;
  const mutates = tool !== "open_nodes";
  return { tool, args, mutates, alone: mutates, signal, resolve() {}, reject() {} };
}

const open = (...names: string[]) => queued("open_nodes", { names });

const NAMES = ["a", "b", "c", "d", "", "__proto__", 'q"ö€', "nobody"];

/** A call of any of the nine tools; adjacent ones of a kind are likely, for they are the matter. */
function randomCall(roll: Dice): QueuedCall {
  const name = () => NAMES[roll(NAMES.length)]!;
  const some = <T>(make: () => T) => Array.from({ length: roll(4) }, make);
  const text = () => `text ${roll(6)}`;
  const edge = () => ({ from: name(), to: name(), relationType: `kind ${roll(2)}` });
  const kind = roll(20);
  if (kind < 7) return open(...some(name));
  if (kind < 13) {
    const observations = some(() => ({ entityName: name(), contents: some(text) }));
    return queued("add_observations", { observations });
  }
  const others: [string, Record<string, unknown>][] = [
    ["read_graph", {}],
    ["search_nodes", { query: text() }],
    ["create_entities", {
      entities: some(() => ({ name: name(), entityType: "T", observations: some(text) })),
    }],
    ["create_relations", { relations: some(edge) }],
    ["delete_entities", { entityNames: some(name).slice(0, 1) }],
    ["delete_observations", {
      deletions: some(() => ({ entityName: name(), observations: some(text) })),
    }],
    ["delete_relations", { relations: some(edge) }],
  ];
  const [tool, args] = others[kind - 13]!;
  return queued(tool, args);
}

const READS = ["open_nodes", "read_graph", "search_nodes"];

Deno.test("MemoryGateway answers calls made at once as a fresh server answers them one by one", async () => {
  using ours = new Scratch();
  using theirs = new Scratch();
  await using gateway = ours.gateway();
  const bare = new McpSession(() => spawnServer(theirs.file, undefined), LIMITS);
  await bare.opened;
  // Duplicate names and loose ends: a file may hold what the tools would not write.
  const start = [
    ...[entity("a", "text 1"), entity("b"), entity("a", "text 2"), entity("c", "text 3")],
    ...[relation("a", "b"), relation("b", "nobody"), relation("c", "c"), relation("a", "b")],
  ].map((line) => JSON.stringify(line)).join("\n");
  const signal = new AbortController().signal;
  for (let seed = 1; seed <= 40; seed++) {
    const roll = dice(seed);
    const calls = Array.from({ length: 25 }, () => randomCall(roll));
    ours.write(start);
    theirs.write(start);
    const answers = await Promise.all(
      calls.map(({ tool, args }) =>
        gateway.call(tool, args, { mutates: !READS.includes(tool), signal })
          .catch((error) => error.message)
      ),
    );
    const expected = [];
    for (const { tool, args } of calls) {
      expected.push(await bare.call(tool, args).catch((error) => error.message));
    }
    assertEquals(answers, expected, `seed ${seed}`);
    assertEquals(ours.read(), theirs.read(), `seed ${seed}`);
  }
  await bare.close();
});
