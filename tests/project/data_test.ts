import { assert, assertEquals, assertGreaterOrEqual, assertMatch } from "@std/assert";

interface Entity {
  type: "entity";
  name: string;
  entityType: string;
  observations: string[];
}
interface Relation {
  type: "relation";
  from: string;
  to: string;
  relationType: string;
}

const text = await Deno.readTextFile(
  new URL("../../data/code-mode-memory.jsonl", import.meta.url),
);
const lines: (Entity | Relation)[] = text.split("\n").map((line) => JSON.parse(line));
const entities = lines.filter((line) => line.type === "entity");
const relations = lines.filter((line) => line.type === "relation");
const records = entities.filter((entity) => entity.entityType === "Record");
const names = Array.from({ length: 50 }, (_, i) => `Record_${String(i + 1).padStart(3, "0")}`);

function countOf(observation: string): number {
  return records.filter((record) => record.observations.includes(observation)).length;
}

Deno.test("the example data is written as server-memory writes it, byte by byte", () => {
  const written = lines.map((line) =>
    line.type === "entity"
      ? {
        type: line.type,
        name: line.name,
        entityType: line.entityType,
        observations: line.observations,
      }
      : { type: line.type, from: line.from, to: line.to, relationType: line.relationType }
  );
  assertEquals(written.map((line) => JSON.stringify(line)).join("\n"), text);
});

Deno.test("the example data has fifty records in order and one project", () => {
  assertEquals(records.map((record) => record.name), names);
  assertEquals(
    entities.filter((entity) => entity.entityType !== "Record").map((e) => e.entityType),
    ["Project"],
  );
});

Deno.test("each record is part of the project, and nothing else is related", () => {
  const project = entities.find((entity) => entity.entityType === "Project");
  assertEquals(
    relations,
    names.map((from) => ({
      type: "relation",
      from,
      to: project?.name ?? "",
      relationType: "part_of",
    })),
  );
});

Deno.test("exactly thirty records are active", () => {
  assertEquals(countOf("status: active"), 30);
  assertEquals(countOf("status: inactive"), 20);
  // Searching for the text finds the same thirty: no note mentions it.
  assertEquals(lines.filter((l) => JSON.stringify(l).includes("status: active")).length, 30);
});

Deno.test("each record has a status, a count, a category and at most a note, in that order", () => {
  for (const { name, observations } of records) {
    assertMatch(
      observations.map((observation) => `${observation}\n`).join(""),
      /^status: (in)?active\ncount: \d+\ncategory: [ABC]\n(note: .+\n)?$/,
      name,
    );
  }
  for (const category of ["A", "B", "C"]) {
    assertGreaterOrEqual(countOf(`category: ${category}`), 15);
  }
});

Deno.test("some notes hold quotes, backslashes and non-ASCII text", () => {
  const notes = records.flatMap((record) => record.observations.slice(3));
  for (const pattern of [/"/, /\\/, /\t/, /[À-ž]/, /\p{Script=Han}/u, /\p{Emoji_Presentation}/u]) {
    assert(notes.some((note) => pattern.test(note)), `No note matches ${pattern}`);
  }
});

Deno.test("two records say the same, for the search for duplicates to find", () => {
  const seen = new Map<string, string>();
  const pairs = records.flatMap(({ name, observations }) => {
    const content = JSON.stringify(observations);
    const first = seen.get(content);
    seen.set(content, name);
    return first ? [[first, name]] : [];
  });
  assertEquals(pairs, [["Record_012", "Record_033"]]);
});
