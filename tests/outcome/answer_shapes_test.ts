import { assertEquals } from "@std/assert";
import { AnswerShapes } from "../../src/outcome/answer_shapes.ts";
import { hostOf, ownServer } from "../helpers/servers/real_servers.ts";

const PROGRAM = new URL("../helpers/programs/hostile_server.ts", import.meta.url);
const UNWRAPPED = ": results come unwrapped, use the value itself; " +
  "{ raw: true } behind the arguments gives the whole result";

function hint(answers: unknown[], property: string): string | undefined {
  const shapes = new AnswerShapes();
  for (const answer of answers) shapes.note("docs.get", answer);
  return shapes.hint("docs.get", { method: "docs.get", property, line: 3 });
}

Deno.test("a hint names what all answers of a method were, where none has what the program reads", () => {
  const keys = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, i]));
  const cases: [answers: unknown[], property: string, says: string][] = [
    [
      ["some words"],
      "map",
      'a text, no "map" in it (line 3): take it apart, e.g. by .split("\\n")',
    ],
    [
      ['{"a":1}\n{"a":2}'],
      "map",
      'a text, no "map" in it (line 3): read its lines, ' +
      ".trim().split(/\\n+/).map((line) => JSON.parse(line))",
    ],
    [[[1]], "items", 'a list, no "items" in it (line 3): use the list itself'],
    [[{ a: 1 }, { b: 2 }], "c", '{ a, b }, no "c" in it (line 3)'],
    [[{ a: 1 }], "", "{ a }, no list (line 3)"],
    [[{ a: 1, "b\nc": 2 }], "c", '{ a, … }, no "c" in it (line 3)'],
    [[keys], "c", '{ k0, k1, k2, k3, k4, k5, k6, k7, … }, no "c" in it (line 3)'],
    [[undefined], "length", 'nothing, no "length" in it (line 3)'],
    [["words"], "content", `a text, no "content" in it (line 3)${UNWRAPPED}`],
    [[{ a: 1 }], "structuredContent", `{ a }, no "structuredContent" in it (line 3)${UNWRAPPED}`],
  ];
  for (const [answers, property, says] of cases) {
    assertEquals(hint(answers, property), `docs.get answers ${says}`, says);
  }
});

Deno.test("no hint is given of what an answer may have", () => {
  const dictionary = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i]));
  const cases: [answers: unknown[], property: string][] = [
    [[], "x"],
    [["words"], "length"],
    [["words"], "0"],
    [["words"], ""],
    [[[1]], "map"],
    [[[1]], "7"],
    [[[1]], ""],
    [[{ content: "of a file" }], "content"],
    [[{ a: 1 }, { b: 1 }], "b"],
    [[{ a: 1 }], "toString"],
    [[{ a: 1 }, "words"], "x"],
    [[{ a: 1 }, "words", { a: 1 }], "x"],
    [[dictionary], "x"],
    [[5], "x"],
    [[null], "x"],
  ];
  for (const [answers, property] of cases) {
    assertEquals(hint(answers, property), undefined, `${JSON.stringify(answers)} ${property}`);
  }
});

Deno.test("programs that take the answer of a tool for something else get the hint for it", async () => {
  await using host = hostOf({ mcpServers: { docs: ownServer(PROGRAM) } });
  const json = JSON.stringify({ a: [1] });
  const cases: [code: string, hint: string | undefined][] = [
    [
      "const all = await docs.echo({ text: 'words' });\nreturn all.map(String)",
      'docs.echo answers a text, no "map" in it (line 2): take it apart, e.g. by .split("\\n")',
    ],
    [
      "const r = await docs.echo({ text: 'words' });\nreturn JSON.parse(r.content[0].text)",
      `docs.echo answers a text, no "content" in it (line 2)${UNWRAPPED}`,
    ],
    [
      `const r = await docs.echo({ text: ${JSON.stringify(json)} });\nreturn r.content?.[0]?.text`,
      `docs.echo answers { a }, no "content" in it (line 2)${UNWRAPPED}`,
    ],
    [
      `for (const one of await docs.echo({ text: ${JSON.stringify(json)} }));`,
      "docs.echo answers { a }, no list (line 1)",
    ],
    [
      "const r = await docs.shape({ result: { content: [] } });\nreturn r.items.length",
      'docs.shape answers nothing, no "items" in it (line 2)',
    ],
    [
      "const r = await docs.echo({ text: 'x' }, { raw: true });\nreturn r.content[0].missing.text",
      undefined,
    ],
    // The error is another's.
    [
      "const r = await docs.echo({ text: 'words' });\nif (r.error) throw 1;\nconst other = {};\nreturn other.map(String)",
      undefined,
    ],
    ["const r = await docs.echo({ text: 'words' });\nif (r.error) throw 1;\nnull.x", undefined],
  ];
  for (const [code, says] of cases) {
    const { outcome } = await host.execute(code, { timeoutMs: 60_000 });
    assertEquals(outcome.error?.hint ?? outcome.hint, says, `${code}\n${outcome.error?.message}`);
  }
});
