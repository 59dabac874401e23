import { type Attack, type Family, refused } from "../../attack.ts";

/** Texts in which a check by the letter would not see the import, or see one where there is none. */
const HIDDEN: Record<string, string> = {
  "a comment": `await import/* ( */("node:fs")`,
  "line ends": `await import\n\n\r\n(\n"node:fs"\n)`,
  "escapes in the name": String.raw`await import("\u006eode:fs")`,
  "a computed name": `await import(["no", "de:fs"].join(""))`,
  "nested templates": 'return `${`${await import("node:fs")}`}`',
  "a template with a tag": 'return String.raw`${import("node:fs")}`',
  "what looks like a regular expression":
    `let a = 1, g = 2; return a / await import("node:fs") / g`,
  "a comment within an expression that looks like one":
    `return /[/]\\/*/.test("*") && import("node:fs")`,
  "the default of a parameter": `return ((x = import("node:fs")) => x)()`,
  "a computed key": `return { [import("node:fs")]: 1 }`,
  "a class field": `return new (class { static x = import("node:fs") })()`,
  "a static block": `class A { static { import("node:fs") } }`,
  "a label": `a: import("node:fs")`,
  "an arrow without braces": `return [1].map(() => import("node:fs"))`,
  "a cast of TypeScript": `return (import as any)("node:fs")`,
  "an assertion of TypeScript": `return <any>import("node:fs")`,
  "non-null": `return import("node:fs")!`,
  "satisfies": `return import("node:fs") satisfies unknown`,
  "an enum": `enum E { A = (import("node:fs"), 1) } return E.A`,
  "a namespace": `namespace N { export const x = import("node:fs") } return N.x`,
  "a decorator": `@(import("node:fs")) class A {}`,
  "a type and a value on one line": `let x: import("node:fs").Stats = import("node:fs")`,
  "import.meta in parts": `return import/**/./**/meta`,
  "import.meta by a new": `return new import.meta.x()`,
  "a deferred import": `import defer * as fs from "node:fs"; return fs`,
  "a source import": `import source x from "node:fs"; return x`,
  "export of another module": `export { readFileSync } from "node:fs"`,
  "a fence": '```js\nimport fs from "node:fs"\nreturn fs\n```',
  "what ends the function around it": `} ; import("node:fs"); async function more() {`,
  "what ends the function and a comment":
    `} /* */ ; export const fs = await import("node:fs"); { //`,
  "an export default of its own": `export default import("node:fs")`,
  "an async function": `async () => import("node:fs")`,
  "a function": `export default function () { return import("node:fs") }`,
  "an object at the end": `({ fs: import("node:fs") })`,
  "a bare expression": `import("node:fs")`,
  "a byte order mark": `\ufeffimport fs from "node:fs"; return fs`,
  "a hashbang": `#!/usr/bin/env deno\nimport("node:fs")`,
  "separators of lines": `let a = 1;\u2028import("node:fs")`,
  "brackets of another kind": `return import\u00a0("node:fs")`,
};

/** Texts that must run: the word is not the import. */
const INNOCENT: Record<string, [code: string, result: unknown]> = {
  "the word in a string": [`return 'import("node:fs")'.length`, 17],
  "the word in a comment": [`// import("node:fs")\nreturn 1`, 1],
  "the word as a key": [`return { import: 1 }.import`, 1],
  "the word as a method": [`return ({ import: (x) => x }).import(2)`, 2],
  "the word as a private name": [
    `return new (class { #import = 3; get() { return this.#import } })().get()`,
    3,
  ],
};

export const syntax: Family = {
  name: "hiding an import from the check",
  attacks: [
    ...Object.entries(HIDDEN).map(([name, code]) => refused(name, code)),
    ...Object.entries(INNOCENT).map(([name, [code, result]]): Attack => ({
      name,
      code,
      expect: { result },
    })),
    {
      name: "the word with an escape in it",
      code: String.raw`return \u0069mport("node:fs")`,
      expect: { error: "syntax" },
    },
  ],
};
