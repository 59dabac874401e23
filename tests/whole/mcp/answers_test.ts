import { assertEquals } from "@std/assert";
import { restrict } from "../../../src/api/restrict.ts";
import type { Limits } from "../../../src/config.ts";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { Workbench } from "../../helpers/execute.ts";
import { client, entity, relation } from "../../helpers/scratch.ts";
import { connect, execute } from "./connect.ts";

const SNAPSHOT = new URL("./answers.txt", import.meta.url);

interface Example {
  /** What the answer is an example of. */
  of: string;
  code: string;
  limits?: Partial<Limits>;
  /** What the memory file holds in place of the usual lines. */
  file?: string;
  /** Whether programs can change nothing. */
  readOnly?: boolean;
}

/** One of each kind of error and each hint, as a model reads them. */
const EXAMPLES: Example[] = [
  { of: "a result", code: `return (await memory.openNodes(["Ada"])).entities` },
  { of: "logs beside a result", code: `console.log("a", { b: 1 }); console.warn("c"); return 1` },
  { of: "syntax", code: "const a = 1;\nconst b = (a + ;\nreturn b;" },
  { of: "syntax: import", code: 'import fs from "node:fs";\nreturn 1' },
  { of: "syntax: dynamic import", code: 'const fs = await import("node:fs");' },
  { of: "syntax: an unknown method", code: `await memory.serchNodes("x")` },
  {
    of: "syntax: cut off",
    code: 'const names = ["Ada"];\nfor (const name of names) {\n  await memory.open',
  },
  { of: "syntax: Python", code: "for e in memory.read_graph():\n    print(e)" },
  {
    of: "syntax: a method that is left out",
    code: `const graph = await memory.readGraph();\nawait memory.deleteEntities(["Ada"]);`,
    readOnly: true,
  },
  {
    of: "runtime: a method that is left out",
    code: `for (const name of ["searchNodes", "deleteEntities"]) await memory[name]("Ada");`,
    readOnly: true,
  },
  { of: "syntax: nothing", code: "  // later\n" },
  {
    of: "runtime",
    code: `const { entities } = await memory.openNodes(["Ada"]);
await memory.addObservations([{ entityName: "Ada", contents: ["x"] }]);
return entities[1].observations;`,
  },
  {
    of: "runtime: TypeScript",
    code: "type A = { x: number };\nconst a = null as unknown as A;\na.x",
  },
  { of: "runtime: a cause", code: `throw new Error("outer", { cause: new RangeError("inner") })` },
  { of: "runtime: no Error", code: `throw { status: 404 }` },
  { of: "runtime: an unknown global", code: "return lodash.map([])" },
  { of: "runtime: require", code: `const fs = require("fs")` },
  { of: "runtime: fetch", code: `await fetch("https://example.com")` },
  { of: "runtime: process.env", code: "return process.env.HOME" },
  { of: "runtime: eval", code: `return new Function("return 1")()` },
  {
    of: "runtime: an answer taken for a list",
    code: `const ada = await memory.openNodes(["Ada"]);\nreturn ada.map((e) => e.name)`,
  },
  {
    of: "runtime: a forgotten await",
    code: `const graph = memory.readGraph();\nreturn graph.entities.length`,
  },
  {
    of: "type: before anything is written",
    code: `const { entities } = await memory.readGraph();
await memory.addObservations(entities.map((e) => ({ entityName: e.name, contents: ["seen"] })));
return entities.map((e) => [e.type, e.id]);`,
  },
  {
    of: "type: a name",
    code: `await memory.deleteEntities(["Ada"]);\nreturn require("fs")`,
  },
  {
    of: "type: an argument",
    code: `await memory.deleteEntities(["Ada"]);
await memory.createEntities([{ name: "Bob", type: "Person", observations: [] }]);`,
  },
  { of: "tool", code: `await memory.addObservations([{ entityName: "Bob", contents: ["x"] }])` },
  { of: "tool: wrong arguments", code: `\n  await memory.openNodes("Ada")` },
  {
    of: "tool: keys that are others",
    code: `await memory.openNodes({ names: ["Ada"] }).catch((error) => console.log(error.message));
await memory.createRelations([{ source: "Ada", target: "Bob", type: "knows" }])`,
  },
  { of: "tool: a promise as argument", code: `await memory.createEntities(memory.readGraph())` },
  {
    of: "timeout",
    code: "while (true) {}",
    limits: { timeoutMs: 200 },
  },
  {
    of: "timeout: calls one after another",
    code: `for (let i = 0; ; i++) {
  await memory.openNodes(["Ada"]);
  if (i === 20) await new Promise(() => {});
}`,
    limits: { timeoutMs: 1_500 },
  },
  {
    of: "memory",
    code: "const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));",
    limits: { memoryMb: 32 },
  },
  { of: "limit: calls", code: "for (;;) await memory.openNodes([]);", limits: { calls: 3 } },
  { of: "limit: source", code: "return 1 + 1", limits: { sourceBytes: 10 } },
  {
    of: "unavailable: a line that can't be read",
    code: `return memory.readGraph()`,
    file: `${JSON.stringify(entity("Ada"))}\n{"type":"entity","na\nnull`,
  },
  {
    of: "unavailable: no memory file",
    code: `return memory.readGraph()`,
    file: "root:x:0:0:root:/root:/bin/bash\n",
  },
  {
    of: "unavailable: a file that can only be read",
    code: `await memory.deleteEntities(["Ada"])`,
    file: "write-protected",
  },
  { of: "hint: a promise returned", code: `return [memory.readGraph()]` },
  { of: "hint: nothing returned", code: `const graph = await memory.readGraph();` },
  {
    of: "hint: a field that is not there",
    code: `const ada = await memory.openNodes(["Ada"]);\nreturn ada.observations`,
  },
  {
    of: "hint: fields of a result that are not there",
    code: `const { entities } = await memory.openNodes(["Ada"]);
return entities.map((e) => ({ name: e.name, status: e.status }))`,
  },
  {
    of: "hint: undefined returned",
    code: `const { entities } = await memory.openNodes(["Ada"]);
return entities.find((e) => e.entityType === "Place")`,
  },
  {
    of: "hint: answered after the return",
    code: `const { entities } = await memory.readGraph();
let updated = 0;
entities.forEach(async ({ name }) => {
  await memory.addObservations([{ entityName: name, contents: ["seen"] }]);
  await memory.openNodes([name]);
  updated++;
});
return { updated };`,
  },
  {
    of: "hint: a result that was cut",
    code: `return Array.from({ length: 1000 }, (_, i) => ({ id: i, text: "x".repeat(100) }))`,
    limits: { answerChars: 8_000 },
  },
];

const LINES = [entity("Ada", "born 1815"), entity("Charles"), relation("Ada", "Charles")];

/** The parts of a text that differ from run to run. */
function steady(given: string): string {
  // A call that the program does not wait for may be forwarded before the program ends, or not.
  const text = given.replace("; 1 dropped without effect", "");
  return text.length > 1_500 ? `${text.slice(0, 300)} […] ${text.slice(-300)}` : text;
}

/** Runs an example on a server of its own, and gives the text of its answer. */
async function alone({ code, limits, file, readOnly = false }: Example): Promise<string> {
  const namespaces = restrict([memory], { readOnly, allow: [], deny: [] });
  await using bench = new Workbench(limits, LINES, namespaces);
  if (file === "write-protected") Deno.chmodSync(bench.scratch.file, 0o444);
  else if (file !== undefined) bench.scratch.write(file);
  else await client(bench.gateway).readGraph(); // a deadline is for the program, not for the start
  return (await execute(await connect(bench), code)).content[0]!.text;
}

Deno.test("answers are what a model reads, and fit the schema of the tool", async () => {
  const checker = new Checker();
  // It is there before the first program comes, which waits for a second at most.
  await checker.check({ text: "1", language: "js", declarations: "" });
  await using bench = new Workbench({}, LINES, undefined, checker);
  const tool = await connect(bench);
  const start = bench.scratch.read();
  let text = "";
  for (const example of EXAMPLES) {
    const { of, code, limits, file, readOnly } = example;
    bench.scratch.write(start);
    const answer = limits || file !== undefined || readOnly
      ? await alone(example)
      : (await execute(tool, code)).content[0]!.text;
    text += `## ${of}\n\n${code}\n\n→ ${steady(answer)}\n\n`;
  }
  if (Deno.env.get("UPDATE_SNAPSHOTS")) await Deno.writeTextFile(SNAPSHOT, text);
  assertEquals(text, await Deno.readTextFile(SNAPSHOT));
});
