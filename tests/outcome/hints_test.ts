import { assertEquals } from "@std/assert";
import { hintFor, useHint } from "../../src/outcome/hints.ts";
import { apiOf } from "../../src/api/method.ts";
import { bind } from "../../src/api/bind.ts";
import { memory } from "../../src/servers/memory/namespace.ts";
import { prepared, run, startPreparer } from "../prepare/evaluate.ts";

const API = apiOf(bind(memory, { call: () => Promise.reject(new Error("not called")) }));

const NO_FILES =
  "There are no files, processes or environment variables: put the data into the code, or use memory";
const NO_NETWORK = "There is no network: put the data into the code, or use memory";
const NO_MODULES = "There are no modules: memory and the other globals are there already";
const UNKNOWN =
  "There are memory, console, setTimeout, URL, TextEncoder, structuredClone, crypto and what the language itself has";

/** Programs that throw when they run, and what is said about it. */
const THROWN: readonly (readonly [source: string, hint: string | undefined])[] = [
  // What the sandbox has not; most of it is there where the tests run, so the code throws by itself.
  [missing("require"), NO_MODULES],
  [missing("module"), NO_MODULES],
  [missing("fetch"), NO_NETWORK],
  [missing("process"), NO_FILES],
  [missing("Deno"), NO_FILES],
  [missing("fs"), NO_FILES],
  ["require2('x')", UNKNOWN],
  ["await memroy.readGraph()", "Did you mean memory?"],
  ["Memory.readGraph()", "Did you mean memory?"],
  ["await readGraph()", "Did you mean memory.readGraph?"],
  ["await open_nodes(['Ada'])", "Did you mean memory.openNodes?"],
  ["const m = memory; await m.readGrph()", "Did you mean readGraph?"],
  ["const n = 'readGrph'; await memory[n]()", undefined],
  ["globalThis.fetch2()", UNKNOWN],
  ["throw new EvalError('x')", "Code cannot be made from text: write it out"],
  // A promise for its value
  ["const g = memory.readGraph();\nreturn g.entities.length", awaitHint(2, "memory.readGraph")],
  ["return memory.readGraph().entities.map(String)", awaitHint(1, "memory.readGraph")],
  [
    "const { entities } = memory.openNodes(['Ada']);\nfor (const e of entities);",
    awaitHint(1, "memory.openNodes"),
  ],
  ["const g: any = memory.readGraph();\n\nfor (const e of g);", awaitHint(3, "memory.readGraph")],
  ["enum E { A }\nconst g = memory.readGraph();\nreturn [...g]", awaitHint(3, "memory.readGraph")],
  // A graph for a list
  [
    "const g = await memory.readGraph();\nreturn g.map(String)",
    graphHint("readGraph", 'no "map" in it', 2),
  ],
  [
    "const g = await memory.openNodes(['Ada']);\nreturn g.observations.length",
    graphHint("openNodes", 'no "observations" in it', 2),
  ],
  [
    "const g = await memory.openNodes(['Ada']);\nreturn g[0].name",
    graphHint("openNodes", 'no "0" in it', 2),
  ],
  ["for (const e of await memory.readGraph());", graphHint("readGraph", "no list", 1)],
  ["const [ada] = await memory.openNodes(['Ada']);", graphHint("openNodes", "no list", 1)],
  [
    "return (await memory.openNodes(['Ada'])).observations.length",
    graphHint("openNodes", 'no "observations" in it', 1),
  ],
  // Others
  ["(function f() { f() })()", "Use a loop instead of recursion"],
  ["structuredClone(() => 1)", "Pass and return plain data: functions and promises cannot be sent"],
  [
    "throw new TypeError('Cannot call memory.openNodes: names must be string[]: received \"Ada\"')",
    'Pass an array: memory.openNodes(["Ada"])',
  ],
  // Nothing to say
  ["throw new Error('x is not a thing')", undefined],
  ["null.x", undefined],
  [
    "const { entities } = await memory.readGraph(); entities.find(() => false).observations",
    undefined,
  ],
  ["const g = await memory.readGraph(); const h = { g }; h.x.y", undefined],
];

function missing(name: string): string {
  return `throw new ReferenceError("${name} is not defined")`;
}

function awaitHint(line: number, method: string): string {
  return `Line ${line} uses what ${method} promises before it is there: put "await" before the call`;
}

function graphHint(method: string, what: string, line: number): string {
  return `memory.${method} answers { entities, relations }, ${what} (line ${line}): use its entities`;
}

Deno.test("hintFor() says what to do about an error of the code", async () => {
  await using preparer = startPreparer();
  for (const [source, hint] of THROWN) {
    const made = await prepared(source, preparer);
    const error = await run(made).then(() => undefined, (error) => error);
    assertEquals(error && hintFor(error, made.facts, API), hint, `${source}\n${error?.stack}`);
  }
});

Deno.test("useHint() tells of answers taken for something else where nothing is thrown", async () => {
  await using preparer = startPreparer();
  const table: [source: string, hint: string | undefined][] = [
    [
      "const g = await memory.readGraph(); return g.length",
      graphHint("readGraph", 'no "length" in it', 1),
    ],
    ["const g = memory.readGraph(); return g.entities", awaitHint(1, "memory.readGraph")],
    ["return memory.readGraph().then((g) => g.entities)", undefined],
    [
      "const g = await memory.readGraph(); return g.entities.length + g.relations.length",
      undefined,
    ],
    ["const g = memory.readGraph(); return (await g).entities.length", undefined],
    [
      "const { entities, relations } = await memory.readGraph(); return entities[0].name",
      undefined,
    ],
    ["const a = await memory.addObservations([]); return a[0].addedObservations", undefined],
    ["let g = memory.readGraph(); g = [1]; return g.length", undefined],
    ["const g = memory.readGraph(); [[1]].map((g) => g.length)", undefined],
    ["const memory = { readGraph: () => [1] }; return memory.readGraph().length", undefined],
  ];
  for (const [source, hint] of table) {
    assertEquals(useHint((await prepared(source, preparer)).facts, API), hint, source);
  }
});

Deno.test("Facts tell whether a value is returned, and of calls one by one", async () => {
  await using preparer = startPreparer();
  const call = "await memory.openNodes([n])";
  const table: [source: string, returnsValue: boolean, awaitsInLoop: boolean][] = [
    ["return 1", true, false],
    ["if (0) return 1;", true, false],
    ["return;", false, false],
    ["const x = 1;", false, false],
    ["1 + 1", true, false],
    ["{ a: 1 }", true, false],
    ["const f = () => { return 1 };", true, false], // it is called
    ["const f = () => { return 1 }; f(); if (0);", false, false],
    ["() => 1", true, false],
    ["() => { 1 }", false, false],
    ["async function main() { return 1 }", true, false],
    ["async function main() { [1].map(() => { return 1 }) }", false, false],
    ["export default async () => { return 1 }", true, false],
    ["export default 1", true, false],
    [`for (const n of []) { ${call} }`, false, true],
    [`for (let i = 0; i < 3; i++) if (i) { const g = ${call} }`, false, true],
    [`const x: number = 1; while (x < 0) (${call}).entities`, false, true],
    [`const one = async (n) => { ${call} };\nfor (const n of []) await one(n);`, false, true],
    [`async function one(n) { ${call} }\nfor (const n of []) await one(n);`, false, true],
    [`for (const n of []) run(async () => { ${call} })`, false, false],
    ["for (const e of (await memory.readGraph()).entities) e.name;", false, false],
    ["for (let g = await memory.readGraph(); 0;) g.entities;", false, false],
    ["for (const a of []) for (const e of await memory.readGraph()) e;", false, true],
    ["for (let i = 0; i < (await memory.readGraph()).entities.length; i++) i;", false, true],
    ["for (const n of []) await Promise.all([memory.readGraph()])", false, false],
    ["for (const n of []) await new Promise((r) => setTimeout(r))", false, false],
    [`const memory = { openNodes() {} }; for (const n of []) ${call};`, false, false],
  ];
  for (const [source, returnsValue, awaitsInLoop] of table) {
    const { facts } = await prepared(source, preparer);
    assertEquals(
      { returnsValue: facts.returnsValue, awaitsInLoop: facts.awaitsInLoop },
      { returnsValue, awaitsInLoop },
      source,
    );
  }
});
