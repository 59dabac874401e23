import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { BadAnswer, readResult, ToolFailed } from "../../../src/upstream/tools/read_result.ts";

/** What a program gets of an answer, with handles called `f1`, `f2` … */
function read(result: unknown, options: { raw?: boolean; outputSchema?: unknown } = {}) {
  let id = 0;
  return readResult(result, { newId: () => `f${++id}`, ...options });
}
const value = (result: unknown, options?: Parameters<typeof read>[1]) =>
  read(result, options).value;
const text = (...texts: string[]) => ({ content: texts.map((text) => ({ type: "text", text })) });

Deno.test("structured content is the value, whatever the text says", () => {
  assertEquals(value({ ...text("{}"), structuredContent: { a: 1 } }), { a: 1 });
  assertEquals(value({ structuredContent: [1] }), [1]);
  assertEquals(value({ ...text("a"), structuredContent: null }), "a");
});

Deno.test("what FastMCP wraps is unwrapped where it says so, and nowhere else", () => {
  const structuredContent = { result: [1] };
  const outputSchema = { "x-fastmcp-wrap-result": true };
  const marked = { structuredContent, _meta: { fastmcp: { wrap_result: true } } };
  assertEquals(value({ structuredContent }, { outputSchema }), [1]);
  assertEquals(value(marked), [1]);
  assertEquals(value({ structuredContent }), { result: [1] });
  const more = { result: 1, next: 2 };
  assertEquals(value({ structuredContent: more }, { outputSchema }), more);
});

Deno.test("a single text is a value where it is JSON of an object or a list", () => {
  assertEquals(value(text('{"a":[1]}')), { a: [1] });
  assertEquals(value(text("\n [1]")), [1]);
  for (const other of ["5", "true", '"a"', "[a](b)", "{not json}", "", "plain"]) {
    assertEquals(value(text(other)), other);
  }
});

Deno.test("several texts are joined, and never parsed", () => {
  assertEquals(value(text("[1]", "[2]")), "[1]\n\n[2]");
});

Deno.test("an answer of nothing is undefined", () => {
  assertEquals(value({ content: [] }), undefined);
  assertEquals(value({}), undefined);
  assertEquals(value({ content: "x", isError: "yes" }), undefined);
});

Deno.test("files are handles; their blocks stay with the host", () => {
  const image = { type: "image", mimeType: "image/png", data: "AAECAw==" };
  const link = { type: "resource_link", uri: "file:///a", name: "a", size: 7 };
  const { value, blocks } = read({ content: [...text("see").content, image, link] });
  assertEquals(value, {
    text: "see",
    files: [
      { id: "f1", type: "image", mimeType: "image/png", bytes: 4 },
      { id: "f2", type: "resource_link", uri: "file:///a", bytes: 7 },
    ],
  });
  assertEquals([...blocks], [["f1", image], ["f2", link]]);
});

Deno.test("a resource tells its text, and the size of what is none", () => {
  const resource = (resource: unknown) => ({ content: [{ type: "resource", resource }] });
  assertEquals(value(resource({ uri: "a:b", mimeType: "text/plain", text: "grün" })), {
    files: [{
      id: "f1",
      type: "resource",
      uri: "a:b",
      mimeType: "text/plain",
      bytes: 5,
      text: "grün",
    }],
  });
  assertEquals(value(resource({ uri: "a:b", blob: "AAE=" })), {
    files: [{ id: "f1", type: "resource", uri: "a:b", bytes: 2 }],
  });
});

Deno.test("files stand beside structured content, without the texts that repeat it", () => {
  const audio = { type: "audio", data: "AAEC", mimeType: "audio/wav" };
  const result = { content: [...text("{}").content, audio], structuredContent: { a: 1 } };
  assertEquals(value(result), {
    data: { a: 1 },
    files: [{ id: "f1", type: "audio", mimeType: "audio/wav", bytes: 3 }],
  });
});

Deno.test("a block of the wrong shape is a handle of what is known of it", () => {
  const content = [null, 5, { type: 7, data: {} }, { type: "text", text: 5 }, {
    type: "image",
    mimeType: "a\u202eb",
    data: 1,
    size: -1,
    uri: "u".repeat(9_999),
  }];
  assertEquals(value({ content }), {
    files: [
      { id: "f1", type: "unknown" },
      { id: "f2", type: "text" },
      { id: "f3", type: "image", mimeType: "a b", uri: "u".repeat(2_047) + "…" },
    ],
  });
});

Deno.test("an error throws with its words, cut", () => {
  const failed = (result: object) => {
    return assertThrows(() => read({ ...result, isError: true }), ToolFailed).message;
  };
  assertEquals(failed(text("no", "such file")), "no\n\nsuch file");
  assertEquals(failed({ structuredContent: { code: 5 } }), '{"code":5}');
  assertEquals(failed({}), "The tool gave no reason");
  assertEquals(failed(text("x".repeat(100_000))).length, 2_000);
});

Deno.test("who asks for the whole result gets it, an error as well", () => {
  const result = { ...text("[1]"), isError: true, _meta: { a: 1 } };
  assertEquals(read(result, { raw: true }), { value: result, blocks: new Map() });
});

const deep = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

const BAD: Record<string, unknown> = {
  "nothing": undefined,
  "null": null,
  "a list": [text("a")],
  "too deep": { structuredContent: { a: deep(100_000) } },
  "too many blocks": text(...Array(1_001).fill("a")),
  "too long": text("x".repeat(8 * 2 ** 20)),
};

for (const [what, result] of Object.entries(BAD)) {
  Deno.test(`an answer that is ${what} is refused, raw or not`, () => {
    assertThrows(() => read(result), BadAnswer);
    if (what !== "too many blocks") assertThrows(() => read(result, { raw: true }), BadAnswer);
  });
}

Deno.test("a text that nests too deep stays a text", () => {
  const start = performance.now();
  const brackets = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  assertEquals(value(text(brackets)), brackets);
  assertLess(performance.now() - start, 5_000);
});
