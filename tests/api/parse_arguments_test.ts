import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { memory } from "../../src/servers/memory/namespace.ts";
import { ArgumentsError, parseArguments } from "../../src/api/parse_arguments.ts";

type Name = keyof typeof memory.methods;

const parse = (name: Name, ...args: unknown[]) =>
  parseArguments(`memory.${name}`, memory.methods[name].parameters, args);

Deno.test("parseArguments gives the arguments by the names of the tool", () => {
  assertEquals(parse("readGraph"), {});
  assertEquals(parse("openNodes", ["a"]), { names: ["a"] });
  assertEquals(parse("deleteEntities", ["a"]), { entityNames: ["a"] });
});

const ENTITIES = "entities must be { name: string; entityType: string; observations: string[] }[]";
const RELATIONS = "relations must be { from: string; to: string; relationType: string }[]";
const DUE = "it takes observations: { entityName: string; contents: string[] }[]";

const WRONG: [name: Name, args: unknown[], message: string, remedy?: string][] = [
  ["openNodes", ["a"], 'names must be string[]: received "a"', 'an array: memory.openNodes(["a"])'],
  ["openNodes", [], "names must be string[]: received nothing"],
  ["openNodes", [[1, "a", null]], "names must be string[]: names[0] is 1, names[2] is null"],
  [
    "openNodes",
    [{ names: ["a"] }],
    'names must be string[]: received {"names":["a"]}',
    'names itself, not an object that holds it: memory.openNodes(["a"])',
  ],
  [
    "searchNodes",
    [{ query: "a" }],
    'query must be string: received {"query":"a"}',
    'query itself, not an object that holds it: memory.searchNodes("a")',
  ],
  ["openNodes", [["a"], ["b"]], 'it takes names: string[]: received 2 arguments, ["a"], ["b"]'],
  ["addObservations", ["R", ["x"]], `${DUE}: received 2 arguments, "R", ["x"]`],
  ["readGraph", [{}], "it takes no arguments: received 1 argument, {}"],
  ["searchNodes", [null], "query must be string: received null"],
  ["createEntities", [{}], `${ENTITIES}: received {}`],
  [
    "createEntities",
    [{ name: "x", entityType: "y".repeat(99), observations: [] }],
    `${ENTITIES}: received {"name":"x","entityType":"yyy`,
    "an array",
  ],
  [
    "createEntities",
    [[{ name: "x" }, {}]],
    `${ENTITIES}: entities[0] has the keys name, ` +
    "entities[1] has no keys",
  ],
  [
    "createEntities",
    [[{ name: "x", entityType: 1, observations: "z" }, { name: "y", type: "z" }]],
    `${ENTITIES}: entities[0].entityType is 1, entities[0].observations is "z", ` +
    "entities[1] has the keys name, type",
  ],
  [
    "createRelations",
    [[{ source: "a", target: "b", "ty\np\u200be": "c" }]],
    `${RELATIONS}: relations[0] has the keys source, target, ty p e`,
  ],
  [
    "createRelations",
    [[{ from: "a", to: "b", relationType: "c", weight: 1 }]],
    `${RELATIONS}: relations[0] has the keys from, to, relationType, weight`,
  ],
  [
    "deleteEntities",
    [Array(9).fill(0)],
    "entityNames must be string[]: entityNames[0] is 0, " +
    "entityNames[1] is 0, entityNames[2] is 0, entityNames[3] is 0, entityNames[4] is 0, 4 more",
  ],
];

Deno.test("parseArguments says all that is wrong, what each argument must be and what it is", () => {
  for (const [name, args, message, remedy] of WRONG) {
    const error = assertThrows(() => parse(name, ...args), ArgumentsError);
    assertEquals(error.name, "TypeError");
    assertStringIncludes(error.message, `Cannot call memory.${name}: ${message}`);
    assertEquals(error.remedy, remedy && `Pass ${remedy}`);
  }
});

Deno.test("parseArguments cuts what was received", () => {
  assertThrows(() => parse("openNodes", "x".repeat(1_000)), TypeError, "xxx…");
});
