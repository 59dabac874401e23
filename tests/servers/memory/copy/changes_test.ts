import { assert, assertEquals } from "@std/assert";
import { difference, type Summary, summary } from "../../../../src/servers/memory/copy/changes.ts";
import { entity, relation } from "../../../helpers/scratch.ts";

const fileOf = (...lines: unknown[]) => lines.map((line) => JSON.stringify(line)).join("\n");

async function compare(before: string, after: string): Promise<Summary> {
  return summary(await difference(before, after));
}

Deno.test("two memories that hold the same differ in nothing, however their lines are written", async () => {
  const [a, b] = [entity("a", "one", "two"), relation("a", "b")];
  const reordered =
    `\ufeff{"observations":["one","two"],"name":"a","entityType":"Test","type":"entity"}`;
  assertEquals(await compare(fileOf(a, b), fileOf(b, a) + "\n\n"), { lines: [] });
  assertEquals(await compare(`${reordered}\n${JSON.stringify(b)}`, fileOf(a, b)), { lines: [] });
  assertEquals(await compare("", ""), { lines: [] });
});

Deno.test("what is created, changed and deleted is counted, and shown with deletions first", async () => {
  const before = fileOf(
    entity("a", "status: active", "old"),
    entity("gone", "x", "y"),
    entity("same", "s"),
    relation("a", "gone"),
    relation("a", "same"),
  );
  const after = fileOf(
    entity("a", "status: done", "old"),
    entity("same", "s", "t"),
    { ...entity("new", "n"), entityType: "Archive" },
    relation("a", "same"),
    relation("a", "new", "made"),
  );
  assertEquals(await compare(before, after), {
    entities: { created: 1, deleted: 1 },
    observations: { added: 3, deleted: 3 },
    relations: { created: 1, deleted: 1 },
    lines: [
      "- gone (Test), 2 observations",
      "- a —knows→ gone",
      '~ a: -"status: active" +"status: done"',
      '~ same: +"t"',
      "+ new (Archive), 1 observation",
      "+ a —made→ new",
    ],
  });
});

Deno.test("another type is a change of the entity", async () => {
  const before = fileOf(entity("a", "x"));
  const after = fileOf({ ...entity("a", "x"), entityType: "Other" });
  assertEquals(await compare(before, after), {
    entities: { changed: 1 },
    lines: ["~ a: type Test → Other"],
  });
});

Deno.test("entities of one name are compared in their order", async () => {
  const before = fileOf(entity("a", "1"), entity("a", "2"), entity("a", "3"));
  const after = fileOf(entity("a", "1"), entity("a", "2", "more"));
  assertEquals((await compare(before, after)).entities, { deleted: 1 });
  // The first is in both and not looked into: what is left is compared from the front.
  assertEquals((await compare(before, after)).lines, [
    "- a (Test), 1 observation",
    '~ a: +"more"',
  ]);
});

Deno.test("the same observation or relation twice counts twice", async () => {
  const twice = fileOf(entity("a", "x", "x"), relation("a", "b"), relation("a", "b"));
  const once = fileOf(entity("a", "x"), relation("a", "b"));
  assertEquals(await compare(twice, once), {
    observations: { deleted: 1 },
    relations: { deleted: 1 },
    lines: ["- a —knows→ b", '~ a: -"x"'],
  });
});

Deno.test("lines that the memory server drops are counted, and so are fields of a line", async () => {
  const before = `{"type":"note"}\n${JSON.stringify({ ...entity("a"), extra: 1 })}\nnull\nno JSON`;
  assertEquals(await compare(before, fileOf(entity("a"))), {
    otherLines: { deleted: 4 },
    lines: [],
  });
});

Deno.test("lines are few, short and visible, whatever the memory holds", async () => {
  const names = Array.from({ length: 60 }, (_, at) => `\x1b[31m${at}\u202e${"n".repeat(200)}`);
  const { lines, more, entities } = await compare(
    fileOf(...names.slice(0, 30).map((name) => entity(name, "x"))),
    fileOf(...names.slice(30).map((name) => entity(name, ...Array(9).fill("\n".repeat(300))))),
  );
  assertEquals(lines.length, 40);
  assertEquals([more, entities], [20, { created: 30, deleted: 30 }]);
  assertEquals(lines.filter((line) => line.startsWith("- ")).length, 30);
  for (const line of lines) {
    assert(line.length <= 100, line);
    assert(!/[\p{Cc}\p{Cf}]/u.test(line), JSON.stringify(line));
  }
});

Deno.test("an entity with many changed observations shows the first of them, and how many more", async () => {
  const many = Array.from({ length: 10 }, (_, at) => `o${at}`);
  const { lines } = await compare(fileOf(entity("a", "gone")), fileOf(entity("a", ...many)));
  assertEquals(lines, ['~ a: -"gone" +"o0" +"o1" +"o2" and 7 more']);
});

Deno.test("other work goes on while a large difference is found", async () => {
  const before = fileOf(...Array.from({ length: 60_000 }, (_, at) => entity(`e${at}`, "old text")));
  const after = before.replaceAll("old", "new");
  let turns = 0;
  const timer = setInterval(() => turns++);
  const { observations } = summary(await difference(before, after));
  clearInterval(timer);
  assertEquals(observations, { added: 60_000, deleted: 60_000 });
  assert(turns >= 2, `${turns} turns`);
});
