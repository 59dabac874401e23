import { assert, assertEquals, assertLess } from "@std/assert";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import { Workbench } from "../../helpers/execute.ts";
import { proportionalSet } from "../../../src/tools/bench/proportional_set.ts";
import { entity } from "../../helpers/scratch.ts";

const DECLARATIONS = "declare const memory: any;";
const deep = (open: string, close: string, times: number) =>
  `memory.x(${open.repeat(times)}1${close.repeat(times)})`;
const many = (times: number, part: (i: number) => string) =>
  Array.from({ length: times }, (_, i) => part(i)).join("\n");

/** Texts that a compiler reads for long, or breaks on. */
const HOSTILE: Record<string, string> = {
  "nested arrays": deep("[", "]", 20_000),
  "parentheses": deep("(", ")", 15_000),
  "a chain of sums": `memory.x(${"1+".repeat(15_000)}1)`,
  "a chain of reads": `memory${".x".repeat(15_000)}`,
  "a type that recurs":
    `type R<T, N extends any[] = []> = N["length"] extends 999 ? N : R<T, [...N, T]>;
const a: R<1> = memory.x();`,
  "types of types": `type T0 = 1;\n${
    many(1_500, (i) => `type T${i + 1} = { a: T${i}, b: T${i} };`)
  }\nlet t: T1500 = memory.x();\nconst u: T1499 = t;`,
  "loops in loops": `let a, b, c, d;\n${
    "while (memory.x()) { a = b; b = c; c = d; d = a; ".repeat(300)
  }${"}".repeat(300)}`,
  "a product of texts": `type D = "0"|"1"|"2"|"3"|"4"|"5"|"6"|"7"|"8"|"9";
type P = \`\${D}\${D}\${D}\${D}\${D}\`;\nconst p: P = memory.x();`,
};

Deno.test("whatever is checked, the next program is checked again, and every answer comes in time", async () => {
  await using checker = new Checker();
  const check = async (text: string, language: "js" | "ts") => {
    const since = performance.now();
    const verdict = await checker.check({ text, language, declarations: DECLARATIONS });
    return { verdict, ms: performance.now() - since };
  };
  await check("memory.x()", "js");
  for (const [what, text] of Object.entries(HOSTILE)) {
    const { verdict, ms } = await check(text, "ts");
    if (verdict.type === "checked") assertEquals(verdict.findings, [], what);
    // A second, the end of the process, and a busy machine.
    assertLess(ms, 4_000, what);
    const next = await check(`memory.x(); // after ${what}`, "js");
    assertEquals(next.verdict, { type: "checked", findings: [] }, what);
  }
});

Deno.test("a long program runs unchecked, and nothing waits for it", async () => {
  await using workbench = new Workbench(
    { prepareMs: 60_000 },
    [entity("a")],
    undefined,
    new Checker(),
  );
  const line = `await memory.openNodes(["a"]);\n`;
  const source = line.repeat(4_000);
  const head = `await memory.addObservations([{ entityName: "a", contents: ["x"] }]);\n`;
  const { outcome, check } = await workbench.execute(`${head}return 1;\n${source}`);
  assertEquals([outcome.result, check?.state, check?.why], [1, "unchecked", "it is too long"]);
  assertLess(check!.waitedMs, 100);
});

Deno.test("a thousand programs leave the checker no larger than it may be", async () => {
  await using checker = new Checker();
  for (let i = 0; i < 1_000; i++) {
    const text = `const list${i} = (await memory.readGraph()).entities.map((e) => e.name + ${i});
await memory.deleteEntities(list${i}.filter((name) => name.startsWith("x${i}")));`;
    const verdict = await checker.check({ text, language: "js", declarations: DECLARATIONS });
    assertEquals(verdict.type, "checked", String(i));
  }
  const sizes = proportionalSet(Deno.pid);
  if (!sizes) return; // no /proc
  const { check } = sizes;
  assert(check, JSON.stringify(sizes));
  assertLess(check, 150);
});
