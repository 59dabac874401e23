import { assert, assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { spawnPreparer } from "../../../src/executor/preparer.ts";
import { READY, STARTED } from "../../../src/process/lines/reader_setup.ts";
import { LineReader } from "../../../src/process/lines/line_reader.ts";
import { parse } from "../../../src/prepare/syntax/parse.ts";
import { findForbiddenWord } from "../../../src/rpc/forbidden_words.ts";
import { compileSubmission } from "../../../src/sandbox/compile.ts";
import { LIMITS, prepare, prepared, refused, run, startPreparer } from "../../prepare/evaluate.ts";

const { sourceBytes } = LIMITS;
/** A text that keeps the eraser busy for hours, and one that breaks it. */
const ENTANGLED = "let a: any = " + "<T>(".repeat(60) + "1" + ")".repeat(60);
const DEEP_TYPES = "let a: any = " + "(".repeat(1_500) + "1" + ")".repeat(1_500);

/** Repeats what `part` makes until the text is just below the limit. */
function fill(part: (i: number) => string, size = sourceBytes): string {
  let text = "";
  for (let i = 0; text.length + part(i).length <= size; i++) text += part(i);
  return text.padEnd(size, " ");
}

Deno.test("prepare() takes a text of exactly the limit and none of one byte more", async () => {
  await using preparer = startPreparer();
  const exact = fill((i) => `const a${i} = ${i};\n`, sourceBytes - 9) + " return 7";
  assertEquals(new TextEncoder().encode(exact).length, sourceBytes);
  assertEquals(await run(await prepared(exact, preparer)), 7);
  assertEquals(await refused(exact + ";", preparer), {
    kind: "limit",
    message: `The code is ${sourceBytes + 1} bytes long: at most ${sourceBytes} are taken`,
    hint: "Split the work over several programs, and keep data out of the code",
  });
  const bytes = (await refused(`"${"é".repeat(sourceBytes / 2)}"`, preparer)).message;
  assertStringIncludes(bytes, `is ${sourceBytes + 2} bytes`);
});

Deno.test("prepare() reads the longest text at once", async () => {
  await using preparer = startPreparer();
  await prepared("const a: number = 1", preparer); // starts the process
  const loop = (i: number) =>
    `for (const e of (await memory.openNodes(["n${i}"])).entities) console.log(e.name);\n`;
  const texts: Record<string, string> = {
    javascript: fill(loop),
    typescript: fill((i) =>
      `const x${i}: number = ${i}; function f${i}<T>(a: T): T { return a }\n`
    ),
    "an enum": "enum E { A }\n" + fill(loop, sourceBytes - 13),
    "a data table": `return [${fill((i) => `{ name: "n${i}", count: ${i} },\n`, sourceBytes - 9)}]`,
    "names in one scope": fill((i) => `let a${i};`),
    "a chain": "a" + fill(() => ".b", sourceBytes - 1),
    "blank lines": fill(() => "\n", sourceBytes - 1) + "1",
    "fences": fill(() => "```ts\n"),
    "braces without end": fill(() => "{\n"),
  };
  for (const [what, text] of Object.entries(texts)) {
    const startedAt = performance.now();
    await prepare(text, preparer);
    const tookMs = performance.now() - startedAt;
    // A tenth of that on an idle machine; what is quadratic takes more than that.
    assertLess(tookMs, 3_500, `${what}: ${tookMs} ms`);
    if (Deno.env.has("CODE_MODE_BENCH")) console.log(what, Math.round(tookMs), "ms");
  }
});

Deno.test("prepare() refuses code that nests too deep", async () => {
  await using preparer = startPreparer();
  const deep = (open: string, close: string) => open.repeat(20_000) + "1" + close.repeat(20_000);
  for (
    const [open, close] of [["(", ")"], ["[", "]"], ["{", "}"], ["!", ""], ["a=>", ""], ["1+", ""]]
  ) {
    const error = await refused(deep(open!, close!), preparer);
    assertEquals(error.kind, "syntax");
    assertEquals(error.message, "The code nests too deep to be read", open);
  }
});

const TOO_LONG = "The code takes too long to read";

Deno.test("prepare() outlives a text that the eraser of types can't stand", async () => {
  await using preparer = startPreparer(LIMITS.prepareMs);
  await prepared("return 1", preparer);
  for (const [text, message] of [[ENTANGLED, TOO_LONG], [DEEP_TYPES, 'Unexpected ":"']]) {
    const startedAt = performance.now();
    const error = await refused(text!, preparer);
    assertStringIncludes(error.message, message!);
    assert(error.hint);
    assertLess(performance.now() - startedAt, LIMITS.prepareMs + 1_000);
    assertEquals(await run(await prepared("const x: number = 1; return x", preparer)), 1);
  }
});

Deno.test("the process that reads programs reads nothing after a text that has broken it", async () => {
  const setup = JSON.stringify({ patienceMs: 10_000, memoryBytes: 2 ** 30 });
  for (let i = 0; i < 5; i++) {
    const child = await spawnPreparer([setup]);
    const writer = child.stdin.getWriter();
    writer.closed.catch(() => {}); // it may be gone before the second text is written
    const said: string[] = [];
    const lines = new LineReader(2 ** 20);
    for await (const chunk of child.stdout) {
      for (const line of lines.push(chunk)?.split("\n") ?? []) {
        if (line === STARTED) continue;
        said.push(line);
        const source = said.length === 1 ? DEEP_TYPES : "const x: number = 1";
        const request = JSON.stringify({ source, namespaces: [] }) + "\n";
        writer.write(new TextEncoder().encode(request)).catch(() => {});
      }
    }
    assertEquals(said.length, 2, said[2]);
    assertEquals((await child.status).code, 0);
    await child.stderr.cancel();
  }
});

Deno.test("prepare() ends a text that uses up memory, whoever allocates it", async () => {
  await using preparer = startPreparer(LIMITS.prepareMs);
  await prepared("return 1", preparer);
  const bombs = {
    // 2^22 times a thousand characters, in the memory of WebAssembly.
    "an enum": `enum E { A0 = "${"x".repeat(1_000)}"${
      Array.from({ length: 22 }, (_, i) => `, A${i + 1} = A${i} + A${i}`).join("")
    } }`,
    // Each name is kept in each of the blocks around it, in the parser's.
    "names in blocks": "{".repeat(1_500) + fill((i) => `var v${i};`, 200_000) + "}".repeat(1_500),
  };
  for (const [what, text] of Object.entries(bombs)) {
    const error = await refused(text, preparer);
    assertEquals([error.kind, error.message], ["limit", TOO_LONG], what);
    assertEquals(await run(await prepared("return 2", preparer)), 2);
  }
});

Deno.test("prepare() reads texts that come at once one after another", async () => {
  await using preparer = startPreparer();
  const values = await Promise.all(
    [1, 2, 3, 4, 5].map(async (n) => run(await prepared(`const x: number = ${n}; x`, preparer))),
  );
  assertEquals(values, [1, 2, 3, 4, 5]);
});

Deno.test("Preparer gives a busy process up when it is disposed of", async () => {
  const preparer = startPreparer();
  await prepared("const x: number = 1", preparer);
  const given = refused(ENTANGLED, preparer);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const startedAt = performance.now();
  await preparer[Symbol.asyncDispose]();
  assertEquals((await given).kind, "limit");
  assertLess(performance.now() - startedAt, 1_000);
});

Deno.test("the process that reads programs ends with whoever started it, busy or not", async () => {
  for (const request of ["", JSON.stringify({ source: ENTANGLED, namespaces: [] }) + "\n"]) {
    const setup = JSON.stringify({ patienceMs: 1_000, memoryBytes: 2 ** 30 });
    const child = await spawnPreparer([setup]);
    const reader = child.stdout.getReader();
    let said = "";
    while (!said.endsWith(`${READY}\n`)) {
      said += new TextDecoder().decode((await reader.read()).value);
    }
    assertEquals(said, `${STARTED}\n${READY}\n`);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(request));
    await writer.close();
    // A busy one doesn't look at its input; it has a deadline of its own.
    assertEquals((await child.status).code, request === "" ? 0 : 1);
    await reader.cancel();
    await child.stderr.cancel();
  }
});

/** What hides the text between from a scanner, and what may end it early for another one. */
const HIDING = [["/*", "*/ 1"], ["//", "\n1"], ["'", "'"], ['"', '"'], ["`", "`"], ["#!", "\n1"], [
  "",
  "",
]];
const ENDING = [
  ..."` ' \" / * // /* */ <!-- --> #! ${ } { ( ) [ ] ; , \\ . ! ++ \u2028 \u2029 \r \ufeff \x85 \u180e \0"
    .split(" "),
  ..."\n|'x'|/x/|/[/]|`x`|a\n|a /|) /|} /|\\\r\n|\\\n|\\\u2028|\\'|\\`|\\${|\\\\|${'|'}|${`|`}|\ud800|*\\/|*\n/"
    .split("|"),
];

Deno.test("prepare() lets no import through that the engine would see", async () => {
  await using preparer = startPreparer();
  const random = generator(7);
  const attempt = "import('data:text/javascript,globalThis.imported=true');".replaceAll("'", '"');
  let ran = 0;
  for (let i = 0; i < 600; i++) {
    const ending = () => Array.from({ length: random() * 4 }, () => pick(ENDING, random)).join("");
    const [open, close] = pick(HIDING, random) as [string, string];
    const text = open + ending() + attempt + ending() + close;
    if (!isJavaScript(text)) continue; // it would not get far
    const made = await prepare(text, preparer);
    if ("kind" in made) continue;
    assertOneFunction(made.module);
    await run(made).catch(() => {}); // what matters is what it did before
    assert(!("imported" in globalThis), JSON.stringify(text));
    ran++;
  }
  assertGreater(ran, 150);
});

function isJavaScript(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text is one function for the engine too, and nothing in it could load a module. */
function assertOneFunction(module: string): void {
  compileSubmission(module);
  assertEquals(findForbiddenWord(module), -1);
}

Deno.test("prepare() answers whatever is thrown together", async () => {
  await using preparer = startPreparer();
  const random = generator(20260);
  let accepted = 0;
  for (let i = 0; i < 3_000; i++) {
    let text = "";
    for (let parts = random() * 5; parts > 0; parts--) text += pick(PIECES, random);
    if (random() < 0.3) {
      const at = Math.floor(random() * text.length);
      text = text.slice(0, at) + pick(PIECES, random) + text.slice(at + Math.floor(random() * 4));
    }
    const made = await prepare(text, preparer);
    if ("kind" in made) {
      assertEquals(made.kind, "syntax");
      assert(made.message !== "" && !made.message.endsWith("."), made.message);
      assertLess(made.frame?.split("\n").length ?? 0, 4);
      assertEquals(typeof made.line, typeof made.column);
      continue;
    }
    accepted++;
    assertOneFunction(made.module);
    assert(made.module.isWellFormed());
    for (let line = 0; line < 5; line++) made.locate(line, Math.floor(random() * 30));
  }
  assertGreater(accepted, 150);
});

/** A linear congruential generator: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)]!;
}

const PIECES = [
  ..."{ } ( ) [ ] ; , . ` ' \" / * // /* */ => = : ? ! < > & | + - ++ \\ # @ $ _ 0 1n \0 \r \r\n \t"
    .split(" "),
  "\n",
  " ",
  "\u2028",
  "\ud800",
  "\udc00",
  "\ufeff",
  "😀",
  "é",
  "\\u0061",
  "${",
  "```ts\n",
  "```\n",
  "\n```",
  "<!--",
  "-->",
  "const a = 1",
  "let b: number = 2",
  "return a",
  "return",
  "await ",
  "async ",
  "() => {",
  "function f() {",
  "export default ",
  "export ",
  "import type { A } from 'a'",
  "import 'a'",
  "import(",
  "import.meta",
  "enum E { A }",
  "namespace N { export const x = 1 }",
  "class A { constructor(private x: number) {} }",
  "interface I { a: string }",
  "type T<U> = U extends infer V ? V : never",
  " as any",
  "<T>",
  "{ a: 1, b: 2 }",
  "memory.readGraph()",
  "memory.nope()",
  "for (const x of y) ",
  "if (a) ",
  "else ",
  "#!x\n",
  "// c",
  "/* c */",
  "//# sourceURL=x",
  "'use strict'",
  "async () => { return 1 }",
  "\n",
  ";",
];
