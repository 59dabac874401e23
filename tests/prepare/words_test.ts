/** Good programs that hold `import` or `export`: they mean what they did, and no module has the word. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { findForbiddenWord } from "../../src/rpc/forbidden_words.ts";
import { prepared, refused, run, startPreparer, thrownAt } from "./evaluate.ts";

const MEANS: readonly (readonly [source: string, value: unknown])[] = [
  // Names
  ["const o = { import: 1, export: 2 }; return [o.import, o.export, o?.import]", [1, 2, 1]],
  ["return Object.keys({ import: 1, 'export': 2, ['im' + 'port']: 3 })", ["import", "export"]],
  ["return ({ import() { return 3 } }).import()", 3],
  ["return ({ get import() { return 4 } }).import", 4],
  ["return ({ async *export() { yield 5 } }).export().next().then(({ value }) => value)", 5],
  ["return ({ import: () => 1 }).import.name", "import"],
  ["class A { import = 1; static export = 2 }; return new A().import + A.export", 3],
  ["class A { #import = 1; static has(o) { return #import in o } }; return A.has(new A())", true],
  ["const { import: a, export: b = 2 } = { import: 1 }; return [a, b]", [1, 2]],
  ["const o = {}; o.import = 1; delete o.import; return 'import' in o", false],
  ["const $import = 1, importer = 2, _export = 3, exports = 4, éimport = 5; return { éimport }", {
    éimport: 5,
  }],
  ["const \\u{61}import = 7; return aimport", 7],
  ["const o = { \\u0069mport: 8 }; return o.import", 8],
  // Strings
  ["return 'import'", "import"],
  ['return "export default"', "export default"],
  ["return '\\import \\x69mport \\u{69}mport im\\\nport'", "import import import import"],
  ["return 'a \\\\import'", "a \\import"],
  ["'use import'; return JSON.parse('{\"import\": 1}').import", 1],
  ["return ['import', 'export'].map((word) => word.length)", [6, 6]],
  // Templates
  ["return `import ${1 + 1} export`", "import 2 export"],
  ["return `import${'x'}export`", "importxexport"],
  ["return `${`import`} \\import`", "import import"],
  ["return String.raw`import \\n ${1} \\export`", "import \\n 1 \\export"],
  ["return String.raw`a ${'import'} b`", "a import b"],
  [
    "return ((strings, ...values) => [strings.join(), strings.raw[0], values])`import\\n${1, 2}${3}`",
    [
      "import\n,,",
      "import\\n",
      [2, 3],
    ],
  ],
  ["const o = { n: 5, tag() { return this.n } }; return o.tag`import`", 5],
  ["const o = { n: 6, tag() { return this.n } }; return o['tag']\n`import ${`export`}`", 6],
  ["const make = (s) => class { is = s[0] }; return new make`import`().is", "import"],
  ["const t = (s) => (...v) => [s[0], v[0][0]]; return t`import``export`", ["import", "export"]],
  ["const t = () => ({ D: { C: class { is = 8 } } }); return new (t`import`.D.C)().is", 8],
  ["const o = { t: (s) => class { is = s[0] } }; return new o.t`import`().is", "import"],
  ["const t = () => () => class { is = 7 }; return new t`import``a`().is", 7],
  ["return [(/a/).source, 1 ? /a/.source : 0, !/b/.test('a'), (() => { return /c/ })().source]", [
    "a",
    "a",
    true,
    "c",
  ]],
  ["const t = () => ({ C: class { is = 9 } }); return new (t`import`.C)().is", 9],
  ["const Object = 1, Array = 2; return ((s) => s.raw[0])`import`", "import"],
  ["return ((s) => s[0] === undefined && s.raw[0])`\\u import`", "\\u import"],
  ["return ((s) => [Object.keys(s), Object.isFrozen(s), Object.isFrozen(s.raw)])`import`", [
    ["0"],
    true,
    true,
  ]],
  ["const t = (s) => s, f = () => t`import`; return [f() === f(), f() === t`import`]", [
    true,
    false,
  ]],
  ["const $strings = 1, $strings$$ = 2; return [$strings$$, String.raw`import`]", [2, "import"]],
  // Patterns
  ["return /import/.source", "import"],
  ["return /\\/import[/]export/gi.source", "\\/import[/]export"],
  ["return String(/(?<import>a)\\k<import>/u)", "/(?<import>a)\\k<import>/u"],
  ["return /(?<export>b)/.exec('abc').groups.export", "b"],
  ["return 'an import'.replace(/import/g, 'export')", "an export"],
  ["const RegExp = 1; return /import|b/y.flags + /^\\s*import\\b/m.test('\\n import x')", "ytrue"],
  ["return [/a/, /b/g].map(String)", ["/a/", "/b/g"]],
  ["const a = 4, g = 2\nreturn a / 2 / g", 1],
  ["let b = 4, x = 8\n/b/2\nreturn x + b", 5],
  ["let x = 8, b = 4, y = x\n/b/2\nreturn y", 1],
  ["let x\n/b/.test('b')\nreturn 1", 1],
  ["do x: break x; while (0) /a/.test('a')\nreturn 2", 2],
  ["if (true) /a/.test('a')\nreturn 3", 3],
  ["for (const m of 'a1'.matchAll(/\\d/g)) return m[0]", "1"],
  ["return /<!--/.test('<!--')", true],
  // Comments
  ["// import 'a'\n/* export */ return 1 /* import */", 1],
  ["return (() => { /* import */ return 2 })()", 2],
  ["export /* import */ default /* export */ () => 3 // import", 3],
  // What starts a comment in programs that are no modules
  ["let b = 3; return [1<!--b, b]", [false, 2]],
  ["let b = 3; return [1 <!--b, '<!--', `<!--${b}`]", [false, "<!--", "<!--2"]],
  // TypeScript
  ["import type { A } from 'a';\nconst o: { import: number } = { import: 1 };\nreturn o.import", 1],
  ["enum E { import = 1, export }\nreturn E.export + E['import']", 3],
  ["namespace N { export const x = 'import' }\nreturn N.x", "import"],
  [
    "class A { constructor(readonly x: string, private y = 'export') {} }\nreturn new A('import').x",
    "import",
  ],
];

Deno.test("prepare() keeps the meaning of programs that hold the words", async () => {
  await using preparer = startPreparer();
  for (const [source, value] of MEANS) {
    const made = await prepared(source, preparer);
    assertEquals(findForbiddenWord(made.module), -1, made.module);
    const result = await run(made).catch((error) => {
      if (value === undefined && error instanceof TypeError) return undefined;
      throw new Error(`${source}\n${made.module}`, { cause: error });
    });
    assertEquals(result, value, `${source}\n${made.module}`);
  }
});

const PLACES: readonly (readonly [source: string, place: string])[] = [
  ["const a = 'import'; null.x", "1:26"],
  ["const a = /import/g; null.x", "1:27"],
  ["const a = String.raw`import`; null.x", "1:36"],
  ["const a = String.raw`import ${null.x}`;", "1:36"],
  ["const a = { import: 1 };\n  a.import.b.c", "2:14"],
  ["/* import */ null.x", "1:19"],
  ["const a = /b/, c = /d/; null.x", "1:30"],
  ["enum E { import }\nnull.x", "2:6"],
  ["let b = null; 1<!--b; null.x", "1:28"],
  ["const t = () => ({ C: class {} }); new (t`import`.C)(); null.x", "1:62"],
  ["x.y(/b/), 1; var x = null", "1:3"],
  ["const o = { import: null };\nreturn o.import.x", "2:17"],
];

Deno.test("prepare() leads back from code that it has spelt otherwise", async () => {
  await using preparer = startPreparer();
  for (const [source, place] of PLACES) {
    const made = await prepared(source, preparer);
    const error = await run(made).then(() => undefined, (error) => error);
    assertEquals(error && thrownAt(error, made), place, `${source}\n${made.module}`);
  }
});

Deno.test("prepare() tells of a member by the name that the program gave it", async () => {
  await using preparer = startPreparer();
  const error = await run(await prepared("({}).import()", preparer)).catch((error) => error);
  assertStringIncludes((error as Error).message, ".import is not a function");
  assertEquals((await refused("import('x')", preparer)).message, 'Cannot import "x" at run time');
});
