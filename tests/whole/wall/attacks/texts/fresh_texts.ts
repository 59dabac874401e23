/** Attacks by somebody who has not written the wall: on how a text becomes a program. */
import { type Attack, type Family, refused } from "../../attack.ts";

/** Ways to a module that the words can't be read off, and texts that one reader may take for another's. */
const SMUGGLED: Record<string, string> = {
  "an escape with a brace": String.raw`p = \u{69}mport("data:text/javascript,")`,
  "an escape in the midst": String.raw`p = imp\u006frt("data:text/javascript,")`,
  "an escape at the end": String.raw`p = impor\u0074.meta`,
  "a joiner behind the word": `p = import\u200d("data:text/javascript,")`,
  "a joiner before the word": `p = \u200dimport("data:text/javascript,")`,
  "a mark of the byte order before the word": `p = \ufeffimport("data:text/javascript,")`,
  "a separator that only one reader takes for a space": `p = import\u180e("data:text/javascript,")`,
  "a NUL before the word": `p = \0import("data:text/javascript,")`,
  "digits before the word": `p = 0;1import("data:text/javascript,")`,
  "a suffix of a number before the word": `p = 1_import("data:text/javascript,")`,
  "flags of a pattern that are the word": `p = /a/import("data:text/javascript,")`,
  "a private name for the word":
    `class A { #p; m(o) { return #import("data:text/javascript,") in o } }`,
  "an HTML comment that opens in an expression":
    `let n = 1; p = n<!--x\n; import("data:text/javascript,")`,
  "an HTML comment that closes after a block comment":
    `/*\n*/--> x\nimport("data:text/javascript,")`,
  "an HTML comment that closes on the first line": `--> x\nimport("data:text/javascript,")`,
  "a hashbang on the second line": `\n#! x\nimport("data:text/javascript,")`,
  "a hashbang behind a mark": `\ufeff#! \u2028import("data:text/javascript,")`,
  "a line separator within a line comment": `// x\u2028p = import("data:text/javascript,")`,
  "a paragraph separator in a comment of a source map":
    `//# sourceMappingURL=x\u2029p = import("data:text/javascript,")`,
  "a carriage return within a line comment": `// x\rp = import("data:text/javascript,")`,
  "a comment that an export is cut around":
    `export //# \u2028 const a = 1; p = import("data:text/javascript,")`,
  "a comment within an export, which is cut out":
    `export //# import("data:text/javascript,").then((m) => { throw new Error("REACHED") });\nconst a = 1`,
  "a comment within names that are exported":
    `const a = 1; export { //@ import("data:text/javascript,")\n a }`,
  "a comment between export and default": `export //# import("data:text/javascript,")\n default 5`,
  "a default export that ends the function":
    `export default 1 } ; import("data:text/javascript,"); {`,
  "a function that is closed and opened by a template":
    "p = `${1}`}; import('data:text/javascript,'); async () => {`",
  "a function that is closed by an object at the end":
    `x: any\n{ a: 1, b: 2 })}; import("data:text/javascript,"); (async () => {({ a: 1 }`,
  "an enum whose text closes the function":
    `enum E { A = "}\\n}; import('data:text/javascript,'); {" }\np = E.A, import("data:text/javascript,")`,
  "an enum with the word for a name, called":
    `enum E { import = 1 }\np = E.import("data:text/javascript,"), import("data:text/javascript,")`,
  "a namespace that imports by an alias":
    `namespace N { import x = require("node:fs"); export const y = x }\np = N.y`,
  "an import by assignment": `import fs = require("node:fs");\np = fs`,
  "an export by assignment": `export = import("data:text/javascript,")`,
  "a declaration of a module with a body":
    `declare module "x" { export default import("data:text/javascript,") }\np = import("data:text/javascript,")`,
  "a type that is an import, called":
    `let x: typeof import("node:fs");\np = (0 as any as typeof import("node:fs"))`,
  "a template of types with an import":
    "let x: `${import('node:fs').A}`;\np = `${import('data:text/javascript,')}`",
  "a generic call whose argument is an import":
    `p = f<import("node:fs").Stats>(import("data:text/javascript,"))`,
  "an import with attributes": `p = import("data:application/json,1", { with: { type: "json" } })`,
  "an import of a phase": `p = import.source("data:application/wasm,")`,
  "a deferred import of a phase": `p = import.defer("data:text/javascript,")`,
  "an export of all under a name": `export * as p from "data:text/javascript,"`,
  "an export of a default of another": `export { default } from "node:fs"`,
  "an export of types that is none":
    `export type { readFileSync } from "node:fs"; export { readFileSync } from "node:fs"`,
  "an import of types and of a value":
    `import { type A, readFileSync as p } from "node:fs"; return p`,
  "an import of types that has a default": `import fs, { type A } from "node:fs"; p = fs`,
  "an import for its effects": `import "data:text/javascript,throw 1"`,
  "an import in a string with a continuation":
    `p = 'a\\\nimport("x")'; p = import("data:text/javascript,")`,
  "a tag that is made anew with an import within":
    "p = String.raw`import ${import('data:text/javascript,')} export`",
  "a tag within a tag with an import":
    "p = String.raw`import ${String.raw`export ${import('data:text/javascript,')}`}`",
  "a pattern that is made anew beside an import":
    `p = /import/.test(import("data:text/javascript,"))`,
  "a class whose name an import computes":
    `class A { static [import("data:text/javascript,")] = 1 }`,
  "a decorator of a parameter": `class A { m(@(import("data:text/javascript,")) x) {} }`,
  "a fence in a fence":
    '````js\n```js\nimport("x")\n```\np = import("data:text/javascript,")\n````',
  "a fence with the word for its language":
    '```import\np = 1\n```\n```js\np = import("data:text/javascript,")\n```',
  "a fence on one line": '```js p = import("data:text/javascript,") ```',
};

const smuggled = Object.entries(SMUGGLED).map(([name, code]): Attack => ({
  name: `reaching a module by ${name}`,
  code: code.includes("REACHED") || /^(?:```|\ufeff|#|import|export|--)/.test(code)
    ? code
    : `let p; const f = (x) => x;\n${code}\nif (p && await p) throw new Error("REACHED " + Object.keys(await p));`,
  expect: { not: "REACHED" },
}));

/** Texts that are refused with long words of their own. */
const LONG = "x".repeat(3_000);
const quoting = [
  ["a specifier", `import "${LONG}"`],
  ["a name that is declared twice", `let ${LONG} = 1; let ${LONG} = 2`],
  ["a pattern that is none", `return /(${LONG}/.test("a")`],
  ["a private name that is not declared", `return {}.#${LONG}`],
  ["a label that is not there", `for (;;) break ${LONG}`],
  ["a specifier of characters beyond the BMP", `import "${"😀".repeat(3_000)}"`],
  ["a fence's language", "```" + LONG + "\nx\n```\n"],
].map(([what, code]): Attack => refused(`a refusal that quotes ${what} at length`, code!));

/** Good programs, which none of what is rewritten may spoil. */
const SPARED: Record<string, [code: string, result: unknown]> = {
  "a comment of a source map within an export": [
    "export //# sourceMappingURL=foo\nconst a = 1;\nreturn a",
    1,
  ],
  "a comment within names that are exported": ["const a = 2; export { //# oops\n a };\na", 2],
  "a comment between export and default, with a mark": ["export //@ oops\n default 3", 3],
  "strings of a template that are frozen": [
    "return ((s) => [Object.keys(s), Object.isFrozen(s), Object.isFrozen(s.raw)])`import`",
    [["0"], true, true],
  ],
  "strings of a template by which a tag knows it": [
    "const t = (s) => s, f = () => t`import`; return [f() === f(), f() === t`import`]",
    [true, false],
  ],
  "names that our own would be": [
    "const $strings = 1, $strings$$ = 2; return [$strings, $strings$$, String.raw`import`]",
    [1, 2, "import"],
  ],
  "new before a tag, its members and its arguments": [
    "const o = { t: () => class { z = 2 } }, A = class { constructor(x) { this.x = x } }; return [new o.t`import`().z, new A(String.raw`export`).x]",
    [2, "export"],
  ],
  "a tag that is a method of super": [
    "class A { t(s) { return s.raw[0] + this.y } } class B extends A { y = 2; u() { return super.t`import` } } return new B().u()",
    "import2",
  ],
  "an object at the end, behind a line without a semicolon": ["const a = 1\n{ a, b: 2 }", {
    a: 1,
    b: 2,
  }],
  "an object at the end, behind a function's name": [
    "const f = () => 4\nconst x = f\n{ x: x(), y: 2 }",
    { x: 4, y: 2 },
  ],
  "an object at the end, behind a comment": ["const a = 1 // import\n{ a, b: 2 }", { a: 1, b: 2 }],
  "less than a negation of a decrement": ["let b = 2; return [1<<!--b, 1<!--b, b]", [1, false, 0]],
  "a loop that counts down by an arrow": ["let n = 3, c = 0; while (n --> 0) c++; return c", 3],
  "patterns behind words": [
    "const g = function* () { yield/b/ }; return [typeof/import/, 'source' in/a/, void/a/, [...g()].length, [.../a/.source][0]]",
    ["object", true, "[undefined]", 1, "a"],
  ],
  "patterns behind what ends a statement": [
    "class A {}\n/b/.test('b')\nlet f = () => {}\n/c/.test('c')\nfor (;;) { break\n/d/.x }\ndo ; while (0)\n/e/.test('e')\nreturn 1",
    1,
  ],
  "a pattern that is optional, tagged or constructed": [
    "return [/import/?.source, (/a/.exec`bab`).index, new /import/.constructor('b').source]",
    ["import", 1, "b"],
  ],
  "patterns of their own in each round": [
    "const s = new Set(); for (let i = 0; i < 2; i++) s.add(/import/g); return s.size",
    2,
  ],
  "the function's own text, which shows the respelling alone": [
    "const f = () => 'import'; return f.toString().length > 9 && f()",
    "import",
  ],
};

export const freshTexts: Family = {
  name: "fresh attacks on texts",
  attacks: [
    ...smuggled,
    ...quoting,
    ...Object.entries(SPARED).map(([name, [code, result]]): Attack => ({
      name: `spoiling ${name}`,
      code,
      expect: { result },
    })),
  ],
};
