import { assert, assertEquals } from "@std/assert";
import { HostBench } from "../../helpers/host_bench.ts";
import { client, entity } from "../../helpers/scratch.ts";

Deno.test("others are not kept waiting for longer than they can wait", async () => {
  await using bench = new HostBench([entity("a")]);
  await using other = bench.scratch.gateway();
  let [writing, at] = [true, 0];
  const busy = (async () => {
    while (writing) {
      await client(other).addObservations([{ entityName: "a", contents: [`${at++}`] }]);
    }
  })();
  // Two tries end and find the memory changed; the third one holds the lock, for no more than 4 s.
  const { committed, error } = await bench.atomic(
    `await memory.createEntities([{ name: "new", entityType: "T", observations: [] }]);
const start = Date.now();
while (Date.now() - start < 5_000);`,
    20_000,
  );
  writing = false;
  await busy; // rejects when one of its writes has waited in vain
  assertEquals([committed, error?.kind], [false, "conflict"]);
  assert(!bench.scratch.lines().some(({ name }) => name === "new"));
});
