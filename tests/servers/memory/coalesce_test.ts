import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { QueuedCall } from "../../../src/upstream/call_queue.ts";
import { merge, split, together } from "../../../src/servers/memory/coalesce.ts";
import { McpSession } from "../../../src/upstream/session.ts";
import { client, entity, Scratch } from "../../helpers/scratch.ts";

function queued(tool: string, args: Record<string, unknown>): QueuedCall {
  const signal = new AbortController().signal;
  const mutates = tool !== "open_nodes";
  return { tool, args, mutates, alone: mutates, signal, resolve() {}, reject() {} };
}

const open = (...names: string[]) => queued("open_nodes", { names });
const add = (entityName: string, ...contents: string[]) =>
  queued("add_observations", { observations: [{ entityName, contents }] });

Deno.test("together() takes adjacent calls of one tool and stops at any other", () => {
  assertEquals(together([open("a"), open("b"), add("a", "1"), open("c")]), 2);
  assertEquals(together([add("a", "1"), add("b", "2"), add("a", "3")]), 3);
  const create = queued("create_entities", { entities: [] });
  assertEquals(together([create, create]), 1);
  assertEquals(together([queued("toString", {}), queued("toString", {})]), 1);
});

Deno.test("together() leaves a call without a list to itself", () => {
  const broken = queued("open_nodes", { names: "a" });
  assertEquals(together([open("a"), broken, open("b")]), 1);
  assertEquals(together([broken, open("b")]), 1);
  assertEquals(merge([broken]), { names: "a" });
});

Deno.test("together() stays far below what server-memory takes as one request", () => {
  const big = "x".repeat(300_000);
  assertEquals(together([add("a", big), add("a", big), add("a", big), add("a", big)]), 3);
  assertEquals(together([add("a", "x".repeat(2_000_000)), add("a", "1")]), 1);
  assertEquals(together(Array.from({ length: 6_000 }, () => open("a"))), 5_000);
});

Deno.test("split() gives one caller the whole answer, whatever it is", () => {
  assertEquals(split([open("a")], "prose"), ["prose"]);
});

/** Every call that reaches the server until it is disposed of, with those that are then open. */
function watchServer() {
  const calls: { tool: string; open: string[] }[] = [];
  const open: string[] = [];
  const call = McpSession.prototype.call;
  McpSession.prototype.call = async function (tool, args) {
    calls.push({ tool, open: [...open] });
    open.push(tool);
    try {
      return await call.apply(this, [tool, args]);
    } finally {
      open.splice(open.indexOf(tool), 1);
    }
  };
  return { calls, [Symbol.dispose]: () => void (McpSession.prototype.call = call) };
}

Deno.test("MemoryGateway makes a handful of calls of a hundred that wait together", async () => {
  using scratch = new Scratch(Array.from({ length: 50 }, (_, index) => entity(`r${index}`)));
  await using gateway = scratch.gateway();
  const memory = client(gateway);
  await memory.readGraph();
  using server = watchServer();
  await Promise.all(Array.from({ length: 50 }, async (_, index) => {
    const { entities: [{ name }] } = await memory.openNodes([`r${index}`]);
    await memory.addObservations([{ entityName: name, contents: ["seen"] }]);
  }));
  assertEquals(scratch.lines().every(({ observations }) => observations[0] === "seen"), true);
  assertLessOrEqual(server.calls.length, 4, `${server.calls.length} calls`);
});

Deno.test("MemoryGateway lets reads wait for one like them, and go together then", async () => {
  using scratch = new Scratch(Array.from({ length: 5_000 }, (_, index) => entity(`r${index}`)));
  await using gateway = scratch.gateway();
  const memory = client(gateway);
  await memory.readGraph();
  using server = watchServer();
  const reads: Promise<unknown>[] = [];
  for (let index = 0; index < 30; index++) {
    reads.push(memory.openNodes([`r${index}`]));
    // As they come from a program: one after another, none together.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
  await Promise.all(reads);
  assertEquals(server.calls.length, 2);
});

Deno.test("MemoryGateway never has anything else open beside a mutation", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  const memory = client(gateway);
  using server = watchServer();
  await Promise.all(
    Array.from({ length: 10 }, () => [
      memory.readGraph(),
      memory.searchNodes("x"),
      memory.addObservations([{ entityName: "a", contents: ["x"] }]),
      memory.deleteEntities(["nobody"]),
      memory.openNodes(["a"]),
    ]).flat(),
  );
  const reads = ["read_graph", "search_nodes", "open_nodes"];
  const beside = server.calls.filter(({ tool, open }) =>
    reads.includes(tool) ? open.some((other) => !reads.includes(other)) : open.length > 0
  );
  assertEquals(beside, []);
  assertEquals(server.calls.some(({ open }) => open.length > 0), true, "no reads at the same time");
});

Deno.test("MemoryGateway gives each of many callers its own error", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, index) =>
      client(gateway)
        .addObservations([{
          entityName: index % 3 ? "a" : `nobody ${index}`,
          contents: [`${index}`],
        }])
        .catch((error: Error) => error.message)),
  );
  assertEquals(
    answers.filter((answer) => typeof answer === "string"),
    [0, 3, 6].map((index) => `Entity with name nobody ${index} not found`),
  );
  assertEquals(scratch.lines(), [entity("a", "1", "2", "4", "5", "7", "8")]);
});
