import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { declarations } from "../../src/api/declarations.ts";
import { memory } from "../../src/servers/memory/namespace.ts";
import { type Access, mutates, restrict } from "../../src/api/restrict.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { describeTool } from "../../src/mcp/description.ts";
import { Workbench } from "../helpers/execute.ts";
import { entity } from "../helpers/scratch.ts";

const restricted = (access: Partial<Access>) =>
  restrict([memory], { readOnly: false, allow: [], deny: [], ...access });
const namesLeft = (access: Partial<Access>) =>
  restricted(access).flatMap(({ methods }) => Object.keys(methods));

const READS = ["readGraph", "searchNodes", "openNodes"];

Deno.test("restrict leaves the methods that may be called", () => {
  assertEquals(namesLeft({}), Object.keys(memory.methods));
  assertEquals(namesLeft({ readOnly: true }), READS);
  assertEquals(namesLeft({ allow: ["openNodes", "memory.readGraph"] }), ["readGraph", "openNodes"]);
  assertEquals(namesLeft({ readOnly: true, allow: ["readGraph", "deleteEntities"] }), [
    "readGraph",
  ]);
  assertEquals(namesLeft({ allow: READS, deny: ["memory.openNodes"] }), [
    "readGraph",
    "searchNodes",
  ]);
  assertThrows(() => namesLeft({ deny: ["toString"] }), RangeError, 'no method "toString"');
  assertThrows(() => namesLeft({ allow: ["other.readGraph"] }), RangeError, "no method");
  assertThrows(() => namesLeft({ readOnly: true, allow: ["deleteEntities"] }), RangeError, "left");
});

Deno.test("restrict says of what it leaves out by which flag that was", () => {
  const why = (access: Partial<Access>, name = "deleteEntities") =>
    restricted(access)[0]!.leftOut?.[name]?.replace("code-mode was started with ", "");
  assertEquals(why({}), undefined);
  assertEquals(why({ readOnly: true }), "--read-only");
  assertEquals(why({ readOnly: true }, "readGraph"), undefined);
  assertEquals(why({ allow: ["readGraph"] }), "an --allow that does not name it");
  assertEquals(why({ deny: ["deleteEntities"] }), "a --deny that names it");
});

Deno.test("restrict goes on with what others have left", () => {
  const once = restricted({ deny: ["deleteEntities"] });
  const by = "this token was made with";
  const [twice] = restrict(once, {
    readOnly: false,
    allow: ["readGraph", "deleteEntities"],
    deny: ["deleteEntities", "openNodes"],
    by,
  });
  assertEquals(Object.keys(twice!.methods), ["readGraph"]);
  assertEquals(
    ["deleteEntities", "openNodes", "addObservations"].map((name) => twice!.leftOut?.[name]),
    [
      "code-mode was started with a --deny that names it",
      `${by} a --deny that names it`,
      `${by} an --allow that does not name it`,
    ],
  );
});

Deno.test("restrict finds a method in each of several namespaces", () => {
  const notes = { ...memory, name: "notes" };
  const left = (access: Partial<Access>) =>
    restrict([memory, notes], { readOnly: false, allow: [], deny: [], ...access })
      .map(({ name, methods }) => [name, Object.keys(methods).length]);
  assertEquals(left({}), [["memory", 9], ["notes", 9]]);
  assertEquals(left({ deny: ["readGraph"] }), [["memory", 8], ["notes", 8]]);
  assertEquals(left({ deny: ["notes.readGraph"] }), [["memory", 9], ["notes", 8]]);
  assertEquals(left({ allow: ["notes.readGraph"] }), [["notes", 1]]);
  assertThrows(() => left({ deny: ["x"] }), RangeError, "memory has readGraph");
  assertThrows(() => left({ deny: ["x"] }), RangeError, "; notes has readGraph");
});

Deno.test("what may not be called is in no declaration, no description and no example", () => {
  const text = describeTool(restricted({ readOnly: true }), DEFAULT_LIMITS);
  for (const [name, method] of Object.entries(memory.methods)) {
    assertEquals(text.includes(name), !method.mutates, name);
  }
  assertStringIncludes(text, "Nothing can be changed");
  assertStringIncludes(text, "Example:");
  assert(!describeTool(restricted({ allow: ["openNodes"] }), DEFAULT_LIMITS).includes("Example:"));
  assert(!declarations(restricted({ allow: ["openNodes"] })).includes("readGraph"));
  assertEquals([mutates([memory]), mutates(restricted({ readOnly: true }))], [true, false]);
});

Deno.test("a program finds only the methods that it may call", async () => {
  await using bench = new Workbench({}, [entity("a")], restricted({ readOnly: true }));
  const { result, calls } = await bench.run(
    `await memory.readGraph(); return [Object.keys(memory), typeof memory.deleteEntities]`,
  );
  assertEquals(result, [READS, "undefined"]);
  assertEquals(calls, { total: 1 });
  const { error } = await bench.run(`await memory["delete" + "Entities"](["a"])`);
  assertEquals(error?.kind, "runtime");
  assertEquals(bench.scratch.lines().length, 1);
});
