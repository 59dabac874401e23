import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { prepared, refused, run, startPreparer, thrownAt } from "./evaluate.ts";

type Table = readonly (readonly [source: string, place: string, message: string, hint?: string])[];

const PYTHON = "This looks like Python: write it in JavaScript or TypeScript";
const ENUM = "enum E { A, B }\n";

const SYNTAX: Table = [
  ["const x = ;", "1:11", 'Unexpected ";"'],
  ["let a = 1;\nlet b = ;", "2:9", 'Unexpected ";"'],
  ["let a = 1;\r\nlet b = ;", "2:9", 'Unexpected ";"'],
  ["let a = 1;\rlet b = ;", "2:9", 'Unexpected ";"'],
  ["\ufeffconst x = ;", "1:11", 'Unexpected ";"'],
  ["const a = '😀é語', b = ;", "1:23", 'Unexpected ";"'],
  ["const x: number = ;", "1:19", 'Unexpected ";"'],
  ["const x: number = 1;\n\tconst s: string = '😀é語', b = ;", "2:32", 'Unexpected ";"'],
  ["const x: number = 1;\r\nconst y = ;", "2:11", 'Unexpected ";"'],
  ["const x: = 1", "1:10", 'Unexpected "="'],
  [ENUM + "const y: = E.A;", "2:10", 'Unexpected "="'],
  ["```js\nconst x = ;\n```", "2:11", 'Unexpected ";"'],
  ["So:\n\n  ```ts\n  const x: number = 1;\n  const y: = 2;\n  ```", "5:12", 'Unexpected "="'],
  ["async () => {\n  const x = ;\n}", "2:13", 'Unexpected ";"'],
  ["export default async () => {\n  const x: number = ;\n}", "2:21", 'Unexpected ";"'],
  ["return 1 +", "1:11", "Unexpected end of the code"],
  [
    "f(1, 2 // two\n",
    "2:1",
    'Unexpected end of the code: the "(" opened in line 1 is not closed',
  ],
  [
    "A program:\n```ts\nif (a) {\n  const s: string = `(${[1]}`;\n  f({ a: /[(]/ });\n```",
    "6:1",
    'Unexpected end of the code: the "{" opened in line 3 is not closed',
  ],
  ["def f(x):\n    return x", "1:5", 'Unexpected "f"', PYTHON],
  ["import json\ndata = json.loads('{}')", "2:1", 'Unexpected "data"', PYTHON],
  ["for e in memory.read_graph():\n    print(e)", "1:5", 'Unexpected "e"', PYTHON],
  ["x = [e for e in entities]", "1:8", 'Unexpected "for"', PYTHON],
  ["const x = a ?\n  b :\n  ;", "3:3", 'Unexpected ";"'],
  ["const a = 1;\nconst a = 2;", "2:7", 'Identifier "a" has already been declared'],
  ["const a: number = 1;\nconst a = 2;", "2:7", 'Identifier "a" has already been declared'],
  ["const x: number;", "1:7", '"const" declarations must be initialized'],
  ["const s = 'abc", "1:11", "Unterminated string constant"],
  ["return \0", "1:8", 'Unexpected character "\\x00"'],
  ["@dec class A {}", "1:1", 'Unexpected character "@"'],
  ["break", "1:1", '"break" has no loop to act on'],
  ["with (a) {}", "1:1", '"with" is not possible in strict mode, in which all code runs'],
  ["{ a: 1, b: }", "1:12", 'Unexpected "}"'],
  [
    "function f() { await g() }",
    "1:16",
    'Cannot use "await" in a function that is not async',
    'Write "async" before the function, or use a for loop instead of forEach',
  ],
  [
    "const n: number = 1;\n[n].forEach((x) => { await x });",
    "2:22",
    'Cannot use "await" in a function that is not async',
    'Write "async" before the function, or use a for loop instead of forEach',
  ],
  [
    "const x = 1;\\nreturn x",
    "1:14",
    "Expecting Unicode escape sequence \\uXXXX",
    "The code holds line ends as two characters, \\n: send real ones",
  ],
  [
    "const f = (a) =&gt; a",
    "1:16",
    'Unexpected "&"',
    "The code is escaped for HTML: send it as it is",
  ],
  ["", "", "The code is empty", "Send a program"],
  [" \r\n\t\ufeff", "", "The code is empty", "Send a program"],
  ["```ts\n```", "", "The code holds nothing to run", "Send statements that return a result"],
  ["// 1\n;", "", "The code holds nothing to run", "Send statements that return a result"],
  ["interface A {}", "", "The code holds nothing to run", "Send statements that return a result"],
];

const ESCAPES: Table = [
  ["} foo {", "1:1", 'Unexpected "}"'],
  ["}; export const x = 1; async () => {", "1:1", 'Unexpected "}"'],
  ["const x: number = 1; } foo {", "1:22", 'Unexpected "}"'],
  ["const x: number = 1; return x }; async () => {", "1:31", 'Unexpected "}"'],
  [ENUM + "return E.A }; async () => {", "2:12", 'Unexpected "}"'],
  [ENUM + "return E.A }, async () => {", "2:12", 'Unexpected "}"'],
  ["return 1 }\n//", "1:10", 'Unexpected "}"'],
  ["return `${1", "1:12", 'Unexpected end of the code: the "${" opened in line 1 is not closed'],
  ["return 1 /* ", "1:13", "Unterminated block comment"],
];

const NO_MODULES =
  "Remove it: a submission is one program, and all that it may use is there as a global";

const MODULES: Table = [
  ["import fs from 'fs'", "1:1", 'Cannot import "fs"', NO_MODULES],
  ["const a = 1;\n  import 'x';\nreturn a", "2:3", 'Cannot import "x"', NO_MODULES],
  [
    "import { a } from 'b';\nconst x: number = a;\nreturn x",
    "1:1",
    'Cannot import "b"',
    NO_MODULES,
  ],
  ["import { type A, b } from 'b';\nlet x: A;\nreturn b", "1:1", 'Cannot import "b"', NO_MODULES],
  [
    "```ts\nimport type { A } from 'a';\nimport b from 'b';\nb as A\n```",
    "3:1",
    'Cannot import "b"',
    NO_MODULES,
  ],
  [ENUM + "import b from 'b';\nreturn b", "2:1", 'Cannot import "b"', NO_MODULES],
  ["export * from 'x'", "1:1", 'Cannot export from "x"', NO_MODULES],
  ["export { a } from 'x'", "1:1", 'Cannot export from "x"', NO_MODULES],
  ["const fs = await import('fs')", "1:18", 'Cannot import "fs" at run time', NO_MODULES],
  ["let n = 'x';\nimport(n)", "2:1", "Cannot import at run time", NO_MODULES],
  ["const n: string = 'x';\n  await import(n)", "2:9", "Cannot import at run time", NO_MODULES],
  ["return `${`${await import('x')}`}`", "1:20", 'Cannot import "x" at run time', NO_MODULES],
  [
    "return () => { class A { static { import('x') } } }",
    "1:35",
    'Cannot import "x" at run time',
    NO_MODULES,
  ],
  ["<!-- \nimport('x')", "1:1", "Legacy comments cannot be used in module code"],
  ["//\u2028import('x')", "1:4", 'Cannot import "x" at run time', NO_MODULES],
  ["\\u0069mport('x')", "1:1", "Escape sequence in keyword import"],
  ["return im\\u{70}ort.meta", "1:8", "Escape sequence in keyword import"],
  [
    "return import.meta.url",
    "1:8",
    "Cannot use import.meta",
    "A submission has no file or address",
  ],
];

const NONE = "memory has readGraph, searchNodes, openNodes, addObservations";

const METHODS: Table = [
  [
    "memory.serchNodes('x')",
    "1:8",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  [
    "await memory.open_nodes(['x'])",
    "1:14",
    "memory.open_nodes is not a method",
    "Did you mean openNodes?",
  ],
  ["memory.search('x')", "1:8", "memory.search is not a method", "Did you mean searchNodes?"],
  [
    "memory?.serchNodes('x')",
    "1:9",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  [
    "memory['serchNodes']('x')",
    "1:8",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  [
    "['a'].map(memory.opnNodes)",
    "1:18",
    "memory.opnNodes is not a method",
    "Did you mean openNodes?",
  ],
  [
    "const { serchNodes } = memory;",
    "1:9",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  [
    "const x: any = memory.serchNodes('x');",
    "1:23",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  ["typeof memory.readGraph; memory.opn1()", "1:33", "memory.opn1 is not a method", NONE],
  ["memory.readGraph(); memory.opn2(); memory.opn2()", "1:28", "memory.opn2 is not a method", NONE],
  ["try { memory.opn3() } finally { 1 }", "1:14", "memory.opn3 is not a method", NONE],
  [
    "try { 1 } catch { memory.opn4() }\nmemory.opn4()",
    "1:26",
    "memory.opn4 is not a method",
    NONE,
  ],
  ["try { memory.opn5() } catch {}\nmemory.opn5()", "2:8", "memory.opn5 is not a method", NONE],
  ["const { 'a': x, opn6 } = memory;", "1:17", "memory.opn6 is not a method", NONE],
  [
    ENUM + "memory.serchNodes('x')",
    "2:8",
    "memory.serchNodes is not a method",
    "Did you mean searchNodes?",
  ],
  [
    "{ const memory = { x() {} }; memory.x() }\nmemory.frobnicate()",
    "2:8",
    "memory.frobnicate is not a method",
    "memory has readGraph, searchNodes, openNodes, addObservations",
  ],
];

const FENCED: Table = [
  [
    "```python\nprint(1)\n```",
    "1:1",
    'The code block is marked "python": only JavaScript and TypeScript run',
    "Write the program in JavaScript or TypeScript",
  ],
  [
    "First:\n```ts\nreturn 1\n```\nthen:\n```ts\nreturn 2\n```",
    "6:1",
    "The text holds more than one code block",
    "Send one program, without text around it",
  ],
];

async function holds(table: Table): Promise<void> {
  await using preparer = startPreparer();
  for (const [source, place, message, hint] of table) {
    const error = await refused(source, preparer);
    assertEquals(
      {
        kind: error.kind,
        place: error.line === undefined ? "" : `${error.line}:${error.column}`,
        message: error.message,
        hint: error.hint,
      },
      { kind: "syntax", place, message, hint },
      source,
    );
  }
}

Deno.test("prepare() points at the place of a syntax error in the text as submitted", () =>
  holds(SYNTAX));
Deno.test("prepare() refuses code that would close the function around it", () => holds(ESCAPES));
Deno.test("prepare() refuses modules by the syntax tree", () => holds(MODULES));
Deno.test("prepare() refuses methods that are not, and names the one that was meant", () =>
  holds(METHODS));
Deno.test("prepare() says which code block it can't take", () => holds(FENCED));

Deno.test("prepare() leaves be what only looks like a fault", async () => {
  await using preparer = startPreparer();
  const table: [string, unknown][] = [
    ["const memory = { x: () => 1 };\nmemory.x()", 1],
    ["if ('noSuch' in memory) memory.noSuch(); return 7", 7],
    ["memory.noSuch ? memory.noSuch() : 8", 8],
    ["if (0) memory.noSuch(); return memory.noSuch === undefined", true],
    ["const { noSuch = 9 } = memory; return noSuch", 9],
    ["const { ['noSuch']: x, toString } = memory; return x", undefined],
    ["try { memory.noSuch() } catch { return 10 }", 10],
    ["try { memory[0]() } catch { return 11 }", 11],
    ["try { memory.readGraph() } finally { return 12 }", 12],
    ["if (memory.noSuch1) memory.noSuch1(); return ('noSuch2' in memory) + (1 in memory)", 0],
    ["((memory) => memory.x())({ x: () => 2 })", 2],
    ["try { throw { x: () => 3 } } catch (memory) { return memory.x() }", 3],
    ["for (const memory of [{ x: () => 4 }]) return memory.x()", 4],
    ["const { memory } = { memory: { x: () => 5 } }; memory.x()", 5],
    ["typeof memory.noSuch", "undefined"],
    ["memory.noSuch?.()", undefined],
    ["memory.toString()", "[object Object]"],
    ["({ memory: { noSuch: () => 6 } }).memory.noSuch()", 6],
    ["typeof require + typeof process.noSuch", "undefinedundefined"],
    ["({ import: () => 7 }).import()", 7],
  ];
  for (const [source, value] of table) {
    assertEquals(await run(await prepared(source, preparer)), value, source);
  }
});

/** A source map by which Deno would move every frame to line 100. */
const LEADS_ELSEWHERE = "data:application/json;base64," +
  btoa('{"version":3,"sources":["x"],"names":[],"mappings":"AAmGA;AACA;AACA"}');

const THROWING: readonly (readonly [source: string, place: string])[] = [
  ["throw new Error('x')", "1:7"],
  ["const a = 1;\n  null.x", "2:8"],
  ["const a = 1;\r\n  null.x", "2:8"],
  ["\ufeffnull.x", "1:6"],
  ["'\u2028';\nnull.x", "2:6"],
  ["#!/usr/bin/env node\nnull.x", "2:6"],
  [`null.x\n//# sourceMappingURL=${LEADS_ELSEWHERE}`, "1:6"],
  ["```js\nnull.x\n```", "2:6"],
  ["Text\n```ts\nconst a: number = 1;\n   null!.x\n```", "4:10"],
  ["async () => {\n  null.x;\n}", "2:8"],
  ["(async () => {\n  null.x;\n})();", "2:8"],
  ["async function main() {\n  await 1;\n  null.x;\n}", "3:8"],
  [
    "async function main(): Promise<void> {\n  const g: number[] = null;\n  g.x;\n}\nmain();",
    "3:5",
  ],
  ["export default async () => {\n  null.x;\n}", "2:8"],
  ["export default async function () { null.x }", "1:41"],
  ["export const a = null.x;", "1:23"],
  ["const a: Map<string, '😀é'> = null; /* 語 */ a.x", "1:47"],
  ["const x: number = 1\n{ total: null.x, x }", "2:15"],
  ["{ a: null.x }", "1:11"],
  [
    "const f = <T,>(a: T): Promise<\n  T\n> => { throw new Error(`${a}`) };\nf<string>('a')",
    "3:14",
  ],
  [ENUM + "const f = (n: number) => {\n    throw new Error(`${E[n]} 😀`);\n};\nf(1);", "3:11"],
  [ENUM + "const é: any = { '語': null };\n  é.語.x;", "3:7"],
  [ENUM + "const o: any = null; return o.x", "2:31"],
  [ENUM + "return [1].map((n: number) => null!.x)", "2:37"],
  [
    "class P {\n  constructor(private x: any) {}\n  get() {\n    return this.x.y.z;\n  }\n}\nnew P({}).get()",
    "4:21",
  ],
];

Deno.test("prepare() leads a stack frame back to the text as submitted", async () => {
  await using preparer = startPreparer();
  for (const [source, place] of THROWING) {
    const made = await prepared(source, preparer);
    const error = await run(made).then(() => undefined, (error) => error);
    assertEquals(
      error && thrownAt(error, made),
      place,
      `${source}\n${made.module}\n${error?.stack}`,
    );
  }
});

Deno.test("prepare() leads back to the same place from code that had to be written anew", async () => {
  await using preparer = startPreparer();
  const sources = [
    "const f: any = () => 1;   return f()()",
    "return `a ${ null!.x }`",
    "const o: any = {}; return o?.a.b.c()",
    "return new (null as any)()",
    "const { a }: any = null;",
    "for (const x of 5 as any);",
    "const o: any = undefined;   o.y = 1",
    "return 'x' in (5 as any)",
    "return 1n + (1 as any)",
    "const t: any = 1; return t`x`",
    "const a: any = {}; return a?.b.c.d ?? a['x'].y",
    "const a: any = '語😀'; a\n  .b\n  .c()",
    "const c: any = 1; return [1, 2].map( (x) => c [ x ] . y )",
    "const g: any = null;\nconst h = async () => { await 1; return g.x };\nreturn await h()",
  ];
  const placeOf = async (source: string) => {
    const made = await prepared(source, preparer);
    return thrownAt(await run(made).then(() => undefined, (error) => error), made);
  };
  for (const source of sources) {
    // The enum stands at the end, so that both have the same places.
    assertEquals(await placeOf(`${source}\nenum E { A }`), await placeOf(source), source);
  }
});

Deno.test("prepare() leads nowhere from code of its own", async () => {
  await using preparer = startPreparer();
  const { locate } = await prepared("export default () => 1", preparer);
  assertEquals(locate(1, 1), undefined);
  assertEquals(locate(2, 1), { line: 1, column: 1 }); // const $default = stands for export default
  assertEquals(locate(2, 19), { line: 1, column: 16 });
  assertEquals(locate(3, 1), undefined); // return await $default();
  for (const [line, column] of [[0, 1], [2, 0], [2, 1e9], [1e9, 1], [-1, -1], [NaN, 1]]) {
    assertEquals(locate(line!, column!), undefined, `${line}:${column}`);
  }
});

Deno.test("prepare() shows the place in a frame of at most three lines", async () => {
  await using preparer = startPreparer();
  assertEquals((await refused("let x = ;", preparer)).frame, "1 | let x = ;\n            ^");
  const { frame } = await prepared(
    "\n".repeat(8) + "const a = 1;\n\t'\u2028\x1b'.x;\nreturn a;",
    preparer,
  );
  assertEquals(frame({ line: 10, column: 7 }), " 9 | const a = 1;\n10 |  '  '.x;\n           ^");
  assertEquals((await refused("\n \nlet x = ;", preparer)).frame, "3 | let x = ;\n            ^");
  const long = `const s = "${"a".repeat(500)}"; let x = ;`;
  const cut = (await refused(long, preparer)).frame!;
  assertMatch(cut, /^1 \| …a{31,}"; let x = ;\n +\^$/);
  const [line, caret] = cut.split("\n");
  assertEquals(line!.indexOf("= ;") + 2, caret!.length - 1);
  assertStringIncludes(
    (await prepared(`return "${"b".repeat(500)}"`, preparer)).frame({ line: 1, column: 1 }),
    "b…",
  );
});
