import { assertEquals, assertLess } from "@std/assert";
import { ToolList } from "../../../src/upstream/tools/read_list.ts";

const SCHEMA = { type: "object" };
const tool = (name: string, more = {}) => ({ name, inputSchema: SCHEMA, ...more });

/** What is read of one page. */
function read(...tools: unknown[]) {
  const list = new ToolList();
  list.add({ tools });
  return { names: list.tools.map(({ name }) => name), refusals: list.refusals };
}

Deno.test("a tool is read with what is known of it, and nothing else", () => {
  const list = new ToolList();
  list.add({
    tools: [{
      name: "a-b",
      title: "A\u202e B",
      description: "Does\nit",
      inputSchema: SCHEMA,
      outputSchema: SCHEMA,
      annotations: { title: "T", readOnlyHint: true, destructiveHint: "no", other: 1 },
      _meta: {},
      execution: {},
    }, { ...tool("c"), title: 5, description: {}, annotations: [] }],
  });
  assertEquals(list.tools, [{
    name: "a-b",
    title: "A B",
    description: "Does\nit",
    inputSchema: SCHEMA,
    outputSchema: SCHEMA,
    annotations: { title: "T", readOnlyHint: true },
  }, tool("c")]);
  assertEquals(list.refusals, []);
});

Deno.test("pages are read in order, until there is none", () => {
  const list = new ToolList();
  assertEquals(list.add({ tools: [tool("a")], nextCursor: "2" }), "2");
  assertEquals(list.add({ tools: [tool("b")], nextCursor: "" }), undefined);
  assertEquals(list.tools.map(({ name }) => name), ["a", "b"]);
});

Deno.test("a list that never ends is ended", () => {
  const circle = new ToolList();
  assertEquals(circle.add({ tools: [tool("a")], nextCursor: "x" }), "x");
  assertEquals(circle.add({ tools: [tool("b")], nextCursor: "x" }), undefined);
  assertEquals(circle.refusals, [
    "The list leads back to a page that was read: the rest is left out",
  ]);
  const endless = new ToolList();
  let pages = 0;
  while (endless.add({ tools: [tool(`a${pages}`)], nextCursor: `${++pages}` }) !== undefined);
  assertEquals(pages, 50);
  assertEquals(endless.tools.length, 50);
  assertEquals(endless.refusals, ["The list has more than 50 pages: the rest is left out"]);
});

const deep = (depth: number): unknown =>
  JSON.parse('{"a":'.repeat(depth) + "1" + "}".repeat(depth));

/** A tool that is refused, and why; the one behind it stays. */
const REFUSED: [tool: unknown, refusal: string][] = [
  [null, "A tool without a name is left out"],
  [{ name: 5, inputSchema: SCHEMA }, "A tool without a name is left out"],
  [tool(""), 'Tool "" is left out: its name is empty'],
  [
    tool("a".repeat(129)),
    `Tool "${"a".repeat(59)}…" is left out: its name has more than 128 characters`,
  ],
  [tool("a\nb"), 'Tool "a b" is left out: its name has characters that cannot be seen'],
  [tool("a\u200bb"), 'Tool "a b" is left out: its name has characters that cannot be seen'],
  [{ name: "a" }, 'Tool "a" is left out: its inputSchema is not an object'],
  [{ name: "a", inputSchema: [] }, 'Tool "a" is left out: its inputSchema is not an object'],
  [
    { name: "a", inputSchema: deep(65) },
    'Tool "a" is left out: its inputSchema is nested more than 64 levels deep',
  ],
  [
    { name: "a", inputSchema: deep(100_000) },
    'Tool "a" is left out: its inputSchema is nested more than 64 levels deep',
  ],
  [
    { name: "a", inputSchema: { a: "x".repeat(2 ** 20) } },
    'Tool "a" is left out: its inputSchema has more than 1048576 characters',
  ],
  [tool("z"), 'Tool "z" is listed twice: the first is kept'],
];

for (const [refused, refusal] of REFUSED) {
  Deno.test(`of a list the others stay: ${refusal}`, () => {
    assertEquals(read(tool("z"), refused, tool("y")), { names: ["z", "y"], refusals: [refusal] });
  });
}

Deno.test("a tool stays without an output schema that is refused", () => {
  const list = new ToolList();
  list.add({ tools: [tool("a", { outputSchema: deep(65) }), tool("b", { outputSchema: 5 })] });
  assertEquals(list.tools, [tool("a"), tool("b")]);
  assertEquals(list.refusals, [
    'Tool "a" has no type of its result: its outputSchema is nested more than 64 levels deep',
    'Tool "b" has no type of its result: its outputSchema is not an object',
  ]);
});

Deno.test("floods are counted", () => {
  const many = Array.from({ length: 2_003 }, (_, i) => tool(`a${i}`));
  const { names, refusals } = read(...many);
  assertEquals([names.length, names.at(-1)], [2_000, "a1999"]);
  assertEquals(refusals, ["3 tools are left out: a server can have 2000"]);
  const bad = read(...Array(100_000).fill({}));
  assertEquals([bad.refusals.length, bad.refusals.at(-1)], [21, "99980 more are left out"]);
});

Deno.test("what is no page, and what is too long, ends the list", () => {
  for (const page of [undefined, null, [], {}, { tools: {} }]) {
    const list = new ToolList();
    list.add({ tools: [tool("a")], nextCursor: "2" });
    assertEquals(list.add(page), undefined);
    assertEquals(list.tools.length, 1);
    assertEquals(list.refusals, ["A page of the list is no list of tools: the rest is left out"]);
  }
  const long = new ToolList();
  const description = "x".repeat(3 * 2 ** 20);
  assertEquals(long.add({ tools: [tool("a", { description })], nextCursor: "2" }), "2");
  assertEquals(long.tools[0]!.description!.length, 16_000);
  assertEquals(long.add({ tools: [tool("b", { description })], nextCursor: "3" }), "3");
  assertEquals(long.add({ tools: [tool("c", { description })], nextCursor: "4" }), undefined);
  assertEquals(long.refusals, [
    "The list has more than 8388608 characters: the rest is left out",
  ]);
});

Deno.test("a hostile list is soon read", () => {
  const start = performance.now();
  read(...Array.from({ length: 50_000 }, (_, i) => tool(`a${i}`, { outputSchema: deep(70) })));
  assertLess(performance.now() - start, 10_000);
});
