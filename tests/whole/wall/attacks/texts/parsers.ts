import type { Attack, Family } from "../../attack.ts";

/**
 * Texts that our parser and the engine read otherwise: what one takes for a regular expression is a
 * division for the other, so that one sees a pattern where the other sees `import()`. The payload
 * stands for `PAYLOAD`, in a text that begins with names for all that it uses.
 */
const CONTEXTS: Record<string, string> = {
  "of as a name": "x\nof\n/(p = PAYLOAD)/g",
  "of with an escape": "x\no\\u0066\n/(p = PAYLOAD)/g",
  "of after a chain": "x?.of\n/(p = PAYLOAD)/g",
  "of that is counted up": "of++\n/(p = PAYLOAD)/g",
  "a keyword after a chain": "x?.return\n/(p = PAYLOAD)/g",
  "case after a chain": "x?.case\n/(p = PAYLOAD)/g",
  "typeof after a chain": "x?.typeof\n/(p = PAYLOAD)/g",
  "new after a chain": "x?.new\n/(p = PAYLOAD)/g",
  "in after a chain": "x?.in\n/(p = PAYLOAD)/g",
  "instanceof after a chain": "x?.instanceof\n/(p = PAYLOAD)/g",
  "void after a chain": "x?.void\n/(p = PAYLOAD)/g",
  "delete after a chain": "x?.delete\n/(p = PAYLOAD)/g",
  "else after a chain": "x?.else\n/(p = PAYLOAD)/g",
  "default after a chain": "x?.default\n/(p = PAYLOAD)/g",
  "throw after a chain": "x?.throw\n/(p = PAYLOAD)/g",
  "do after a chain": "x?.do\n/(p = PAYLOAD)/g",
  "extends after a chain": "x?.extends\n/(p = PAYLOAD)/g",
  "a function that is awaited": "await function () {}\n/(p = PAYLOAD)/g",
  "a class that is awaited": "await class {}\n/(p = PAYLOAD)/g",
  "a function that is yielded":
    "function* f() { yield function () {}\n/(p = PAYLOAD)/g }\nf().next()",
  "an async function": "x = async function () {}\n/(p = PAYLOAD)/g",
  "a function behind a colon": "x ? 1 : function () {}\n/(p = PAYLOAD)/g",
  "a class behind a colon": "x ? 1 : class {}\n/(p = PAYLOAD)/g",
  "a string in what looks like a pattern": 'x\nof\n/"/.length/(p = PAYLOAD)/"/g',
  "a template in what looks like a pattern": "x\nof\n/`/.length/(p = PAYLOAD)/`/g",
  "a comment in what looks like a pattern": "x\nof\n/[/*]/.x + (p = PAYLOAD) + /*]/g",
  "types besides": "let n: number = 1\nx\nof\n/(p = PAYLOAD)/g",
  "an enum besides": "enum E { A }\nx\nof\n/(p = PAYLOAD)/g",
};

const NAMES = "var of = 1, g = 1, x = 1, p;\n";

/** What the payload would bring: a module of text, one of Node's, the text's own address. */
const PAYLOADS: Record<string, string> = {
  "a text": 'import("data:text/javascript,export default 7")',
  "a module of Node's": 'import("node:worker_threads")',
  "its own address": "import.meta",
};

/** No payload is ever reached; how the text itself is taken is not the point. */
const apart = Object.entries(CONTEXTS).flatMap(([context, text]) =>
  Object.entries(PAYLOADS).map(([payload, code]): Attack => ({
    name: `${context}, for ${payload}`,
    // As a string behind, where the parser may take the whole for something else.
    code: `globalThis.Deno = { build: {}, version: {} };\n${NAMES}${
      text.replace("PAYLOAD", () => code)
    }\nif (p) { const m = await p; throw new Error("REACHED " + typeof m); }\nreturn "nothing"`,
    expect: { not: "REACHED" },
  }))
);

/** Programs that these readings must not spoil. */
const GOOD: Record<string, [code: string, result: unknown]> = {
  "divisions by names that are keywords elsewhere": [
    "const of = 8, get = 2, async = 2; return of / get / async",
    2,
  ],
  "a pattern after a closing parenthesis": ["if (true) /a/.test('a')\nreturn 1", 1],
  "a pattern after return": ["return /^a/.test('abc')", true],
  "a division after a brace": ["const f = function () { return 1 }\nreturn ({ a: 6 }).a / 2", 3],
  "a comment of the web": ["let b = 2; return 1 <!--b", false],
};

export const parsers: Family = {
  name: "texts that two parsers read otherwise",
  attacks: [
    ...apart,
    ...Object.entries(GOOD).map(([name, [code, result]]): Attack => ({
      name,
      code,
      expect: { result },
    })),
  ],
};
