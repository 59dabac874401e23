import { assertEquals } from "@std/assert";
import { hintFor } from "../../src/outcome/hints.ts";
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
  [
    "const n = 'readGrph'; await memory[n]()",
    `memory has ${Object.keys(memory.methods).join(", ")}`,
  ],
  ["globalThis.fetch2()", UNKNOWN],
  ["throw new EvalError('x')", "Code cannot be made from text: write it out"],
  // Others
  ["(function f() { f() })()", "Use a loop instead of recursion"],
  ["structuredClone(() => 1)", "Pass and return plain data: functions and promises cannot be sent"],
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

Deno.test("hintFor() says what to do about an error of the code", async () => {
  await using preparer = startPreparer();
  for (const [source, hint] of THROWN) {
    const made = await prepared(source, preparer);
    const error = await run(made).then(() => undefined, (error) => error);
    assertEquals(error && hintFor(error, made.facts, API), hint, `${source}\n${error?.stack}`);
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
