import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { transformSync } from "amaro";
import { declaration, signature } from "../../../src/api/types/signature.ts";
import { CASES } from "./tools.ts";

/** Throws unless a text about a tool is TypeScript. */
function parse(text: string): void {
  transformSync(`interface Tool { ${text} }`, { mode: "strip-only" });
}

for (const [name, { input, output, text }] of Object.entries(CASES)) {
  Deno.test(`a signature tells of ${name}`, () => {
    const tool = { inputSchema: input, ...(output === undefined ? {} : { outputSchema: output }) };
    assertEquals(signature(name, tool), text);
    parse(text);
    parse(declaration(name, tool));
  });
}

Deno.test("a declaration tells what is known of the parameters", () => {
  const text = declaration("list", {
    description: "Lists\n\nissues.",
    inputSchema: {
      type: "object",
      properties: {
        page: { type: "integer", minimum: 1, maximum: 2 ** 53 - 1, default: 1 },
        filter: {
          type: "object",
          description: "Which",
          properties: { since: { type: "string", format: "date", description: "A day" } },
        },
        plain: { type: "object", properties: { a: { type: "string" } } },
      },
      required: ["filter"],
    },
  });
  assertEquals(
    text,
    `/* Lists issues. */
list(args: {
  /* Which */ filter: {
    /* A day (date) */ since?: string;
  };
  /* (default 1, minimum 1) */ page?: number;
  plain?: { a?: string };
})`,
  );
});

Deno.test("a description is cut, shows no invisible characters and ends no comment", () => {
  const description = "a*/b\u200b\u202ec\u0000 */ \u{e0041}\ufe0f\u2028/* " + "d".repeat(10_000);
  const inputSchema = { type: "object", properties: { x: { type: "string", description } } };
  const text = declaration("f", { description, inputSchema });
  const [about, , parameter] = text.split("\n");
  assert(about!.startsWith("/* a* /b c * / / * ddd"), about);
  assertEquals(about!.length, "/*  */".length + 600);
  assertLess(parameter!.length, "  /*  */ x?: string;".length + 121);
  assert(!/[^\n -~…]/u.test(text), text);
  parse(text);
});

const deep = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let schema: unknown = { type: "string" };
  for (let i = 0; i < depth; i++) schema = wrap(schema);
  return schema;
};
const many = <T>(count: number, item: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => item(i));
const properties = (count: number, schema: unknown) =>
  Object.fromEntries(many(count, (i) => [`property${i}`, schema]));

/** What a hostile server sends as a schema. */
const HOSTILE: Record<string, unknown> = {
  null: null,
  number: 1,
  text: "x".repeat(10_000_000),
  list: [[[]]],
  "keywords of the wrong type": {
    type: { a: 1 },
    properties: [1],
    required: 5,
    anyOf: {},
    oneOf: "x",
    allOf: 7,
    enum: {},
    items: 3,
    prefixItems: "y",
    patternProperties: [],
    additionalProperties: "z",
    $ref: 9,
    nullable: "yes",
  },
  "a reference to itself": { $ref: "#" },
  "references in a circle": { $ref: "#/a", a: { $ref: "#/b" }, b: { $ref: "#/a" } },
  "a reference into a prototype": { $ref: "#/constructor/prototype" },
  "a reference that decodes to nothing": { $ref: "#/%E0%A4%A" },
  "a chain of references": {
    $ref: "#/$defs/d0",
    $defs: Object.fromEntries(many(5_000, (i) => [`d${i}`, { $ref: `#/$defs/d${i + 1}` }])),
  },
  "references that double": {
    $ref: "#/$defs/d0",
    $defs: Object.fromEntries(
      many(60, (i) => [`d${i}`, { anyOf: many(2, () => ({ $ref: `#/$defs/d${i + 1}` })) }]),
    ),
  },
  "deep arrays": deep(20_000, (items) => ({ type: "array", items })),
  "deep objects": deep(20_000, (a) => ({ type: "object", properties: { a } })),
  "deep choices": deep(20_000, (a) => ({ anyOf: [a, a] })),
  "deep constants": { const: deep(20_000, (a) => [a]) },
  "many properties": { type: "object", properties: properties(100_000, { type: "string" }) },
  "wide and deep": {
    type: "object",
    properties: properties(300, deep(20, (p) => ({ type: "object", properties: { p } }))),
  },
  "many choices": { anyOf: many(200_000, (i) => ({ const: i })) },
  "a long enumeration": { enum: many(500_000, (i) => i) },
  "long values": { enum: many(10, (i) => `${i}`.repeat(1_000_000)) },
  "a long name": { type: "object", properties: { ["a".repeat(1_000_000)]: {}, b: {} } },
  "numbers that are none": JSON.parse('{"enum":[1e999,-1e999,-0,1e21,5e-324]}'),
  "a name that is a prototype": JSON.parse('{"properties":{"__proto__":{"$ref":"#/__proto__"}}}'),
  "half a character": { enum: ["\ud800", "\udfff"], description: "\ud83d" },
  "the same large constant again and again": {
    $defs: { c: { const: properties(100_000, 1) } },
    prefixItems: many(10_000, () => ({ $ref: "#/$defs/c" })),
  },
  "the same large choice again and again": {
    $defs: { c: { type: "string", anyOf: [{ ...properties(100_000, 1), enum: ["a"] }] } },
    prefixItems: many(10_000, () => ({ $ref: "#/$defs/c" })),
  },
};

for (const [what, inputSchema] of Object.entries(HOSTILE)) {
  Deno.test(`a text about ${what} is short, soon there and TypeScript`, () => {
    const tool = { inputSchema, outputSchema: inputSchema };
    const start = performance.now();
    const texts = [signature("f", tool), declaration("f", tool)];
    assertLess(performance.now() - start, 5_000);
    assertLess(texts[0]!.length, 1_100);
    assertLess(texts[1]!.length, 12_100);
    texts.forEach(parse);
  });
}

Deno.test("what has no room gives way from the inside, then from the end", () => {
  const inner = {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "number" } },
  };
  const inputSchema = { type: "object", properties: properties(3, inner) };
  const text = (chars: number) => signature("f", { inputSchema }, chars);
  assertStringIncludes(text(1_000), "property2?: { name?: string; age?: number }");
  assertEquals(
    text(90),
    "f(args?: { property0?: unknown; property1?: unknown; property2?: unknown })",
  );
  assertStringIncludes(text(70), "/* 1 more */");
  assertEquals(text(5), "f(args?: unknown)");
});

Deno.test("a property whose name is too long is counted", () => {
  const inputSchema = { type: "object", properties: { ["a".repeat(129)]: {}, b: {} } };
  assertEquals(signature("f", { inputSchema }), "f(args?: { b?: unknown; /* 1 more */ })");
});

Deno.test("a cut leaves no half of a character", () => {
  for (const start of ["", "a"]) {
    const text = declaration("f", { description: start + "😀".repeat(400), inputSchema: {} });
    assert(text.isWellFormed(), text);
  }
});
