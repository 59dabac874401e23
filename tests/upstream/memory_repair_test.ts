import { assertEquals } from "@std/assert";
import { repairMemoryFile } from "../../src/upstream/memory_repair.ts";
import { client, entity, relation, Scratch } from "../helpers/scratch.ts";

const now = new Date("2026-09-01T10:20:30Z");

Deno.test("repairMemoryFile moves what can't be read beside the file, which then works", async () => {
  using scratch = new Scratch();
  const [good, bad] = [[entity("a", "ö€"), relation("a", "b")], ['{"type":"ent', "null"]];
  const lines = good.map((line) => JSON.stringify(line));
  const text = [bad[0], lines[0], "", bad[1], lines[1]].join("\n");
  scratch.write(text);
  const repair = await repairMemoryFile(scratch.file, now);
  assertEquals(repair, {
    moved: 2,
    corrupt: `${scratch.file}.corrupt-2026-09-01T10-20-30`,
    backup: `${scratch.file}.before-repair-2026-09-01T10-20-30`,
  });
  assertEquals(Deno.readTextFileSync(repair!.backup), text);
  assertEquals(Deno.readTextFileSync(repair!.corrupt), `${bad.join("\n")}\n`);
  await using gateway = scratch.gateway();
  const graph = await client(gateway).readGraph();
  assertEquals([graph.entities.length, graph.relations.length], [1, 1]);
});

Deno.test("repairMemoryFile touches nothing where there is nothing to repair", async () => {
  using scratch = new Scratch([entity("a"), { type: "note" }]);
  const text = scratch.read();
  assertEquals(await repairMemoryFile(scratch.file, now), undefined);
  assertEquals(scratch.read(), text);
  const names = [...Deno.readDirSync(scratch.directory)].map(({ name }) => name).sort();
  assertEquals(names, ["memory.jsonl", "memory.jsonl.lock"]);
});
