import { assertEquals, assertThrows } from "@std/assert";
import { memory } from "../../src/servers/memory/namespace.ts";
import { parseArguments } from "../../src/api/parse_arguments.ts";

type Name = keyof typeof memory.methods;

const parse = (name: Name, ...args: unknown[]) =>
  parseArguments(`memory.${name}`, memory.methods[name].parameters, args);

Deno.test("parseArguments gives the arguments by the names of the tool", () => {
  assertEquals(parse("readGraph"), {});
  assertEquals(parse("openNodes", ["a"]), { names: ["a"] });
  assertEquals(parse("deleteEntities", ["a"]), { entityNames: ["a"] });
});

const WRONG: [Name, unknown[], string][] = [
  ["openNodes", ["a"], 'names must be string[]: received "a"'],
  ["openNodes", [], "names must be string[]: received nothing"],
  ["openNodes", [[1]], "names[0] must be a string: received 1"],
  ["openNodes", [["a"], ["b"]], "it takes names: received 2 arguments"],
  ["readGraph", [{}], "it takes no arguments: received 1 arguments"],
  ["searchNodes", [null], "query must be string: received null"],
  ["createEntities", [{}], "entities must be Entity[]: received {}"],
  [
    "createEntities",
    [[{ name: "x" }]],
    "entities[0].entityType must be a string: received nothing",
  ],
  [
    "createEntities",
    [[{ name: "x", entityType: "y", observations: "z" }]],
    'entities[0].observations must be an array: received "z"',
  ],
  [
    "createRelations",
    [[{ from: "a", to: "b", relationType: "c", weight: 1 }]],
    'relations[0] has no field "weight": relations must be Relation[]',
  ],
];

Deno.test("parseArguments says which argument is wrong, what it must be and what it is", () => {
  for (const [name, args, message] of WRONG) {
    assertThrows(() => parse(name, ...args), TypeError, `Cannot call memory.${name}: ${message}`);
  }
});

Deno.test("parseArguments cuts what was received", () => {
  assertThrows(() => parse("openNodes", "x".repeat(1_000)), TypeError, "xxx…");
});
