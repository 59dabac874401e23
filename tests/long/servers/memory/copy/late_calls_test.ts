import { assertEquals } from "@std/assert";
import { MemoryCopies } from "../../../../../src/servers/memory/copy/memory_copies.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";
import { atomic, dry, hostOn } from "../../../../helpers/servers/host_on.ts";
import { memoryServers } from "../../../../helpers/servers/memory_servers.ts";

/** Entities that make each call take some milliseconds. */
const MANY = Array.from({ length: 5_000 }, (_, index) => entity(`other ${index}`, "x"));

/** Writes until it is stopped, with as many calls open as it may have. */
const ENDLESS = `const write = async (row) => {
    for (let i = 0;; i++) {
      await memory.createEntities([{ name: "late " + row + " " + i, entityType: "L", observations: [] }]);
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, row) => write(row)));`;

const LATE = `const { entities } = await memory.searchNodes("late");`;

Deno.test("Writes of a program that was cut are in no run after it", async () => {
  using scratch = new Scratch([entity("a"), ...MANY]);
  await using host = hostOn(scratch.file);
  for (let round = 0; round < 10; round++) {
    const run = round % 2 === 0 ? atomic : dry;
    const { error } = await run(host, ENDLESS, { timeoutMs: 20 + round * 30 });
    assertEquals(error?.kind, "timeout");
    const { result, changes } = await dry(host, `${LATE} return entities.length;`);
    assertEquals([result, changes], [0, { lines: [] }]);
    const add = `await memory.addObservations([{ entityName: "a", contents: ["${round}"] }]);`;
    const next = await atomic(host, `${add} ${LATE} return entities.length;`);
    assertEquals([next.result, next.committed], [0, true], JSON.stringify(next));
    assertEquals(next.changes?.lines, [`~ a: +"${round}"`]);
  }
  assertEquals(scratch.lines(), [entity("a", ..."0123456789"), ...MANY]);
});

Deno.test("A write that the server of the copies hangs in is in no run after it", async () => {
  using scratch = new Scratch([entity("a")]);
  await using host = hostOn(scratch.file);
  const add = (text: string) =>
    `await memory.addObservations([{ entityName: "a", contents: ["${text}"] }]);`;
  assertEquals((await dry(host, add("0"))).status, "ok");
  const [copy] = [...Deno.readDirSync(scratch.directory)].map(({ name }) => name)
    .filter((name) => name.startsWith("memory.jsonl.copy-"));
  const [pid] = await memoryServers(`${scratch.directory}/${copy}`);
  Deno.kill(pid!, "SIGSTOP");
  assertEquals((await atomic(host, add("late"), { timeoutMs: 300 })).error?.kind, "timeout");
  const next = await atomic(host, add("next"));
  assertEquals([next.committed, next.changes?.lines], [true, ['~ a: +"next"']]);
  assertEquals(scratch.lines(), [entity("a", "next")]);
});

Deno.test("Calls that a program does not wait for are in its changes or are dropped, never in the next run", async () => {
  using scratch = new Scratch([entity("a"), ...MANY]);
  await using host = hostOn(scratch.file);
  for (let round = 0; round < 5; round++) {
    const open = `for (let i = 0; i < 30; i++) {
      memory.addObservations([{ entityName: "a", contents: ["${round}." + i] }]).catch(() => {});
    }`;
    const { committed, changes } = await atomic(host, open);
    assertEquals(committed, true);
    const added = changes?.observations?.added ?? 0;
    const [{ observations }] = scratch.lines();
    const prefix = `${round}.`;
    assertEquals(observations.filter((text: string) => text.startsWith(prefix)).length, added);
    const { result } = await dry(host, `return (await memory.openNodes(["a"])).entities[0]`);
    assertEquals((result as { observations: string[] }).observations, observations);
  }
});

Deno.test("A run that ends while its copy is taken leaves the copy of the next one alone", async () => {
  using scratch = new Scratch([
    entity("a"),
    ...Array.from({ length: 2_000 }, (_, index) => entity(`other ${index}`, "x".repeat(9_000))),
  ]);
  await using copies = new MemoryCopies({ memoryFile: scratch.file, limits: { lockMs: 5_000 } });
  const add = (text: string) => ({ observations: [{ entityName: "a", contents: [text] }] });
  for (const endsAfterMs of [0, 5, 10, 20, 30, 40, 60]) {
    const stop = new AbortController();
    let early: Promise<unknown>;
    {
      await using run = await copies.begin(false);
      early = run.call("add_observations", add("early"), { mutates: true, signal: stop.signal });
      early.catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, endsAfterMs));
      stop.abort(new Error("It has ended"));
    }
    await using run = await copies.begin(false);
    const { signal } = new AbortController();
    await run.call("add_observations", add("next"), { mutates: true, signal });
    const changes = await run.changes();
    assertEquals(changes?.lines, ['~ a: +"next"'], `${endsAfterMs} ms`);
    await early.catch(() => {}); // unless it was carried out in time, in a copy of its own
  }
});
