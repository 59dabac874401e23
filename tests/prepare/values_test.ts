import { assertEquals } from "@std/assert";
import { prepared, run, startPreparer } from "./evaluate.ts";

/** Programs, and what they come to. */
type Table = readonly (readonly [source: string, value: unknown])[];

const STATEMENTS: Table = [
  ["return 1", 1],
  ["return", undefined],
  ["const g = await memory.readGraph();\nreturn g.entities.length;", 1],
  [
    "const g = await memory.readGraph()\nif (g.entities.length) return 'some'\nreturn 'none'",
    "some",
  ],
  ["for (const x of [1, 2]) { if (x === 2) return x; }", 2],
  ["const x = 1;", undefined],
  ["const of = 8, g = 2\nreturn of\n/ 2 /g", 2],
  [
    "const g = async function* () { yield /a/.source; yield\n/b/.test('b') }\nfor await (const x of g()) return x",
    "a",
  ],
  ["function* g() { const o = { yield: 4 }; yield o.yield / 2 / 1 }\nreturn [...g()]", [2]],
  ["let of = 8\nof /= 2\nreturn of", 4],
  ["for (const x of /=(.)/.exec('a=b')) return x", "=b"],
  ["for (const x of /a/g.exec('a')) return typeof /=/ + await /=/.test(x)", "objectfalse"],
  ["const o = { of: 4 }; return o.of / 2", 2],
  ["'use strict'; return (() => this)()", undefined],
  ['"use strict"', undefined],
  ["throw_: { break throw_ }\nreturn 2", 2],
  ["#!/usr/bin/env deno\nreturn 3", 3],
  ["let a = 1; var b = 2; { let a = 5; b += a } return a + b", 8],
  ["return f(); function f() { return 'hoisted' }", "hoisted"],
  ["return arguments.length", 0], // of the function around it, which nobody passes any
  ["return `a${`b${1}`}\\u0063`", "ab1c"],
  ["return 'import(\"x\")' // import('y')", 'import("x")'],
  ["const o = { import: 1, await: 2 }; return o.import + o.await", 3],
  ["return 'a\u2028b\0c'", "a\u2028b\0c"],
  ["return 'a\ud800b'", "a\ufffdb"],
  ["return 1 //# sourceURL=elsewhere.js", 1],
];

const EXPRESSIONS: Table = [
  ["1 + 1", 2],
  ["1 + 1;", 2],
  ["1 + 1 // the sum", 2],
  ["1 + 1; /* the sum */ ;; // of two", 2],
  ['"hello"', "hello"],
  ["const x = 2\nx * 3", 6],
  ["const x = 2; x", 2],
  ["(1, 2)", 2],
  ["memory.readGraph()", {
    entities: [{ name: "Ada", entityType: "person", observations: ["x"] }],
    relations: [],
  }],
  ["await memory.openNodes(['Ada'])\n  .then(g => g.entities.length)", 1],
  ["({ a: 1 })", { a: 1 }],
  ["{ a: 1 }", { a: 1 }],
  ["{}", {}],
  ["{ a: 1; }", { a: 1 }],
  ["let n = 1\u2028{\u2028  n,\u2028  m: 2,\u2028}", { n: 1, m: 2 }],
  ["{ a: 1, b: 2 }", { a: 1, b: 2 }],
  ['{ "a": 1, "b": [{ "c": 2 }] };', { a: 1, b: [{ c: 2 }] }],
  ["const total = 3, active = 2;\n{ total, active }", { total: 3, active: 2 }],
  [
    "const total = 3;\n{\n  total,\n  list: [\n    { a: 1, b: 2 },\n  ],\n  half: total / 2,\n} // done",
    {
      total: 3,
      list: [{ a: 1, b: 2 }],
      half: 1.5,
    },
  ],
  ["let n = 3\nString(n)\n{ n, twice: n * 2 }", { n: 3, twice: 6 }],
  ["const o = {}\n{\n  o,\n  n: 1,\n}", { o: {}, n: 1 }],
  ["let n = 0\nfor (n of [1, 2]) n\n// both\n{ n, m: 1 }", { n: 2, m: 1 }],
  ["let n = 0\nif (n) // never\n{ n, m: 1 }", undefined],
  ["const total = 3\n{ total, active: 2 }", { total: 3, active: 2 }],
  ["const total = 3 // all\n{ total, active: 2 }", { total: 3, active: 2 }],
  ["const three = () => 3\nconst total = three\n{ total: total(), active: 2 }", {
    total: 3,
    active: 2,
  }],
  ["let n = 0;\n{ n++; }", undefined],
  ["let n = 0;\n{ n }", { n: 0 }],
  ["let n = 1; if (n) { n = 2 }", undefined],
  ["[1, 2].map((n) => n * 2)", [2, 4]],
  ["/a/.test('a')", true],
  ["`${1}`", "1"],
  ["x = 1; var x", 1],
  ["var x; x = 1", 1],
];

const FUNCTIONS: Table = [
  ["() => 1", 1],
  ["async () => { return 2 }", 2],
  ["async () => { return 2 };", 2],
  ["(async () => { return 3 })", 3],
  ["(async () => { return 3 });", 3],
  ["(async () => { return 4 })()", 4],
  ["(async () => { return 4 })();\n// called", 4],
  ["(async function main() { return 5 })", 5],
  ["(function () { return 5 }())", 5],
  ["function main() { return 6 }", 6],
  ["async function main() { return 7 }", 7],
  ["async function main() { return 7 }\n\nmain();", 7],
  ["async function main() { return 7 }\nawait main()", 7],
  ["async function main() { return 7 }\nmain().then((n) => n + 1)", 8],
  ["async function main() { return 7 }\nmain().catch(console.error);", 7],
  ["async function main() { return 7 }\nreturn main()", 7],
  ["const main = async () => { return 8 }", 8],
  ["const main = async () => { return 8 };\nmain();", 8],
  ["const helper = () => 4;\nasync function main() { return helper() + 5 }", 9],
  ["function main() { return twice(5) }\nfunction twice(n) { return n * 2 }", 10],
  ["function run() { return 11 }", 11],
  ["function fact(n = 4) { return n ? n * fact(n - 1) : 1 }", 24],
  ["function double(n) { return n * 2 }", undefined],
  ["function a() { return 1 }\nfunction b() { return 2 }", undefined],
  ["async () => 1 // one\n;", 1],
  ["async (memory) => (await memory.readGraph()).entities.length", 1],
  ["async ({ memory }) => (await memory.readGraph()).entities.length", 1],
  ["async function main({ memory }) { return typeof memory.openNodes }", "function"],
  ["const one = 1;\nasync () => one", 1],
  ["main();\n\nasync function main() { return 12 }", 12],
  ["const n = await one();\nn + 1\nasync function one() { return 12 }", 13],
  ["const n = 1;\nif (n) one();\nfunction one() { return 12 }", undefined],
];

const EXPORTS: Table = [
  ["export default async function () { return 1 }", 1],
  ["export default async function main() { return 2 }", 2],
  ["export default function fact(n = 3) { return n ? n * fact(n - 1) : 1 }", 6],
  ["export default async () => 3", 3],
  ["export default async () => { return 3 };\n// done", 3],
  ["export default (async () => 4)", 4],
  ["export /* the */ default\n// function\n(() => 4)", 4],
  ["export default async () => five();\nconst five = () => 5;", 5],
  ["export default () => 5\n;[1].map(String)", 5],
  ["export default 6", 6],
  ["export //# sourceMappingURL=foo\ndefault 6", 6],
  ["export //# sourceMappingURL=foo\nconst a = 6;\nreturn a", 6],
  ["const a = 6;\nexport { //@ a\n a };\na", 6],
  ["export default { a: 7 }", { a: 7 }],
  ["async function main() { return 8 }\nexport default main;", 8],
  ["async function main() { return 8 }\nexport default main();", 8],
  ["export { main as default };\nasync function main() { return 9 }", 9],
  ["export const a = 1;\nreturn a", 1],
  ["export const a = 1, b = 2;\na + b", 3],
  ["export async function main() { return 10 }", 10],
  ["const a = 1;\nexport { a };\na", 1],
  ["export {};\nreturn 11", 11],
  ["export default async ({ memory }) => typeof memory", "object"],
  ["const $default = 1;\nexport default () => $default", 1],
];

const TYPESCRIPT: Table = [
  ["const x: number = 1;\nreturn x", 1],
  ["const x: number = 1;\nx", 1],
  ["const f = (n: number): number => n * 2;\nf(2)", 4],
  ["async (): Promise<number> => 3", 3],
  ["async function main(): Promise<number> { return 4 }", 4],
  ["export default async function (): Promise<number> { return 5 }", 5],
  ["#!/usr/bin/env deno\nconst x: number = 1;\nreturn x", 1],
  ["#!/usr/bin/env deno\nenum E { A = 2 }\nreturn E.A", 2],
  ["const x: string = 'a\\\r\nb' // \\\r\nreturn x", "ab"],
  ["const x: number = 1 // one\u2028return x", 1],
  ["const x: number = 1\u2029enum E { A }\u2028return x + E.A", 1],
  ["const x: number = 1\u2028String(x)\u2028{\u2028  x,\u2028  y: 2\u2028}", { x: 1, y: 2 }],
  ["const x: number = 1 // `\u2028return [new Set<number>([x]).size]", [1]],
  ["const s = new Set<string>(['a']);\nreturn s.size", 1],
  ["return new Map<string, Array<number>>([['a', [1]]]).size", 1],
  ["const id = (x) => x;\nreturn [id<{ a: string }>({ a: 'b' }).a]", ["b"]],
  ["const a = 1, b = 2, c = 0;\nreturn [a<b && b>(c), a<b&&b>(c), '<a>(b)']", [
    true,
    true,
    "<a>(b)",
  ]],
  ["const x: string = 'a\u2028b'\nreturn x.length", 3],
  ["import { type A } from 'm';\nimport type { B } from 'm';\nenum E { A = 2 }\nE.A", 2],
  ["enum E { A = 2 }\n{ total: E.A }", { total: 2 }],
  ["enum E { A = 2 }\n{\n  // two\n  total: E.A,\n}", { total: 2 }],
  ["const x: number = 1\ntype A = 1\n;[x].map(String)", ["1"]],
  ["type A = 1\ninterface B {}\n;(1 as A)", 1],
  ["const x: { a: number\n;[key: string]: number } = { a: 1 };\nx.a", 1],
  ["interface A { a: number }\nconst a = { a: 1 } as A;\nreturn a!.a", 1],
  ["type A = { a: number };\nconst a = { a: 1 } satisfies A;\na", { a: 1 }],
  ["function id<T>(x: T): T { return x }\nreturn id<number>(6)", 6],
  [
    "import type { Graph } from 'memory';\nconst g: Graph = await memory.readGraph();\ng.entities.length",
    1,
  ],
  [
    "import type { Graph } from 'memory';\nconst g: Graph = await memory.readGraph();\nreturn g.entities.length",
    1,
  ],
  ["import { type A, type B } from 'x';\nconst a: A = 7;\na", 7],
  ["import { type A, type B } from 'x';\nconst a: A = 7;\nreturn a", 7],
  ["export interface A { a: 1 }\nexport type B = A;\nexport const b: B = { a: 1 };\nreturn b", {
    a: 1,
  }],
  ["declare const memory: any;\nreturn typeof memory.openNodes", "function"],
  ["let x: any = 1;\n({ a: x as number, b: <T,>(y: T) => y, }).a", 1],
  ["const x: number = 1;\n{ total: x as number, twice: x * 2 }", { total: 1, twice: 2 }],
  ["const x: number = 1;\n{ total: x as number }", { total: 1 }],
  ["enum Color { Red, Green = 'g' }\nreturn [Color.Red, Color.Green, Color[0]]", [0, "g", "Red"]],
  ["const enum N { A = 1 << 3 }\nN.A", 8],
  ["namespace N { export const a = 9 }\nN.a", 9],
  [
    "class P { constructor(private readonly x: number) {}\n get() { return this.x } }\nreturn new P(10).get()",
    10,
  ],
  [
    "abstract class A { abstract f(): number; g?: string; declare h: number }\nclass B extends A { f() { return 11 } }\nnew B().f()",
    11,
  ],
  ["let s = <string><unknown>'12';\nreturn s", "12"],
  ["const s: 'é語😀' = 'é語😀'; // é語😀\nreturn s as string", "é語😀"],
  ["enum E { A = 'é語😀' }\nreturn E.A", "é語😀"],
  [
    "function f(this: void, a?: number, ...b: string[]): asserts a is number {}\nreturn f.length",
    1,
  ],
  ["const f = async <T,>(x: T): Promise<\n  T\n> => x;\nreturn f(13)", 13],
  ["const x: number = 1;\r\nreturn `a\r\nb${x}`", "a\nb1"],
  ["let x: number = 1\ninterface A {}\n[1].forEach(() => x++)\nreturn x", 2],
];

async function holds(table: Table): Promise<void> {
  await using preparer = startPreparer();
  for (const [source, value] of table) {
    assertEquals(await run(await prepared(source, preparer)), value, source);
  }
}

Deno.test("prepare() runs statements as the body of an async function", () => holds(STATEMENTS));
Deno.test("prepare() returns the value of a trailing expression", () => holds(EXPRESSIONS));
Deno.test("prepare() calls the function that a program consists of", () => holds(FUNCTIONS));
Deno.test("prepare() runs the default export and drops the other exports", () => holds(EXPORTS));
Deno.test("prepare() erases types and rewrites enums and their like", () => holds(TYPESCRIPT));

const FENCES: readonly ((code: string) => string)[] = [
  (code) => "```ts\n" + code + "\n```",
  (code) => "```js\n" + code + "\n```\n",
  (code) => "\n\n```\n" + code + "\n```  \n\n",
  (code) => '```typescript title="count"\n' + code + "\n```",
  (code) => "````JavaScript\n" + code + "\n````",
  (code) => "Here is the program:\n\n```ts\n" + code + "\n```\n\nIt counts.",
  (code) => "Code\n```js\n" + code + "\n```",
  (code) => "```tsx\n" + code,
  (code) => code + "\n```",
  (code) => 'Output looks like:\n```json\n{ "a": 1 }\n```\nProgram:\n```ts\n' + code + "\n```",
];

Deno.test("prepare() takes the program out of its code fence", async () => {
  await using preparer = startPreparer();
  for (const fence of FENCES) {
    const source = fence("const a = `\\`\\`\\`ts`;\nreturn a");
    assertEquals(await run(await prepared(source, preparer)), "```ts", source);
  }
  assertEquals(await run(await prepared("```js return 1 ```", preparer)), 1);
  assertEquals(await run(await prepared("```return 1```", preparer)), 1);
  assertEquals(await run(await prepared("/*\n```js\nx\n```\n*/ return 2", preparer)), 2);
});

Deno.test("prepare() takes every form in every wrapping", async () => {
  await using preparer = startPreparer();
  const forms = [
    "const n = 1;\nreturn n + 1",
    "const n = 1;\nn + 1",
    "const n: number = 1;\nreturn n + 1",
    "const n: number = 1;\nn + 1;",
    "async () => {\n  return 2;\n}",
    "async function main(): Promise<number> {\n  return 2;\n}",
    "async function main() {\n  return 2;\n}\nmain();",
    "export default async function main() {\n  return 2;\n}",
    "export default async (): Promise<number> => {\n  return 2;\n};",
    "enum E { A = 2 }\nreturn E.A;",
    "(async () => {\n  return 2;\n})();",
  ];
  const comments = ["", " // done", "\n/* done\n */\n", "\n// done\n\n"];
  for (const form of forms) {
    for (const comment of comments) {
      for (const fence of [(code: string) => code, ...FENCES.slice(0, 6)]) {
        for (const lineEnd of ["\n", "\r\n", "\r"]) {
          for (const mark of ["", "\ufeff"]) {
            const source = mark + fence(form + comment).replaceAll("\n", lineEnd);
            assertEquals(await run(await prepared(source, preparer)), 2, JSON.stringify(source));
          }
        }
      }
    }
  }
});
