import { assertEquals, assertLess } from "@std/assert";
import { looseArguments, looseResult } from "../../../src/api/types/loose_type.ts";
import { compile } from "./compile.ts";
import { deep, HOSTILE } from "./hostile.ts";
import { CASES } from "./tools.ts";

const TEXT = "string | { toJSON: any }";
const object = (properties: Record<string, unknown>, ...required: string[]) => ({
  type: "object",
  properties,
  required,
});
const string = { type: "string" };
const closed = (properties: Record<string, unknown>, more = {}) => {
  return { ...object(properties), additionalProperties: false, ...more };
};

/** A schema of a property `x`, the type of what is given for it, and of what is got. */
const TYPES: [schema: unknown, given: string, got: string][] = [
  [string, TEXT, "string"],
  [{ type: "integer" }, "number", "number"],
  [{ type: ["boolean", "null"] }, "boolean", "boolean"],
  [{ type: "null" }, "any", "any"],
  [{ type: "file" }, "any", "any"],
  [{ type: ["string", "file"] }, "any", "any"],
  [{ type: [] }, "any", "any"],
  [{ type: "string", enum: ["a"] }, TEXT, "any"],
  [{ enum: ["a", 1, null] }, `${TEXT} | number`, "any"],
  [{ enum: [{}, 1] }, "any", "any"],
  [{ const: true }, "boolean", "any"],
  [{ type: ["string", "number"] }, `${TEXT} | number`, "any"],
  [{ type: "array", items: string }, `readonly (${TEXT})[]`, "string[]"],
  [{ type: "array", items: { type: "array" } }, "readonly (readonly any[])[]", "any[][]"],
  [{ type: "array", prefixItems: [string], items: string }, "readonly any[]", "any[]"],
  [{ type: "object" }, "Record<string, any>", "Record<string, any>"],
  [{ type: "object", additionalProperties: string }, "Record<string, any>", "Record<string, any>"],
  [
    object({ a: { type: "number" } }),
    "{ a?: number; [key: string]: any }",
    "{ a: number; [key: string]: any }",
  ],
  [closed({ a: {} }), "{ a?: any }", "{ a: any; [key: string]: any }"],
  [closed({}), "Record<string, any>", "Record<string, any>"],
  [
    closed({ a: {} }, { patternProperties: {} }),
    "{ a?: any; [key: string]: any }",
    "{ a: any; [key: string]: any }",
  ],
  [
    closed({ a: {}, ["b".repeat(200)]: {} }),
    "{ a?: any; [key: string]: any }",
    "{ a: any; [key: string]: any }",
  ],
  [{ properties: { a: string } }, "any", "any"],
  [{ anyOf: [{ type: "number" }, { type: "null" }] }, "number", "number"],
  [{ oneOf: [{ type: "number" }, { type: "boolean" }] }, "number | boolean", "any"],
  [{ anyOf: [{ type: "number" }, { minLength: 1 }] }, "any", "any"],
  [{ type: "number", anyOf: [{ minimum: 1 }, { maximum: 2 }] }, "number", "number"],
  [
    { type: "object", anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
    "{ a?: any; [key: string]: any } | { b?: any; [key: string]: any }",
    "Record<string, any>",
  ],
  [
    { allOf: [closed({ a: {} }), { minProperties: 1 }, closed({ b: {} })] },
    "{ a?: any } & { b?: any }",
    "any",
  ],
  [{ allOf: [string, { type: "number" }] }, TEXT, "string"],
  [{ $ref: "#/$defs/Id", type: "number" }, TEXT, "string"],
  [
    { $ref: "#/$defs/Loop" },
    "{ next?: any; [key: string]: any }",
    "{ next: any; [key: string]: any }",
  ],
  [{ $ref: "https://example.com/x" }, "any", "any"],
  [{ $id: "https://example.com/x", type: "number" }, "any", "any"],
  [true, "any", "any"],
  [false, "any", "any"],
];
const $defs = {
  Id: { type: "string" },
  Loop: object({ next: { $ref: "#/$defs/Loop" } }),
};

Deno.test("a loose type is no narrower than its schema", () => {
  for (const [x, given, got] of TYPES) {
    const schema = { ...object({ x }, "x"), $defs };
    const { type } = looseArguments(schema);
    assertEquals(type, `{ x: ${given}; [key: string]: any }`, JSON.stringify(x));
    assertEquals(looseResult(schema), `{ x: ${got}; [key: string]: any }`, JSON.stringify(x));
  }
});

Deno.test("arguments are optional unless something must be given that has no default", () => {
  const isOptional = (schema: unknown) => looseArguments(schema).isOptional;
  assertEquals(isOptional(object({ a: string }, "a")), false);
  assertEquals(isOptional(object({}, "a")), false);
  assertEquals(isOptional(object({ a: { default: 1 } }, "a")), true);
  assertEquals(isOptional({ $ref: "#/$defs/A", required: ["a"] }), true);
  assertEquals(isOptional(object({ a: string })), true);
  assertEquals(isOptional(undefined), true);
  assertEquals(
    looseArguments(object({ a: { default: 1 }, b: {} }, "a", "b")).type,
    "{ a?: any; b: any; [key: string]: any }",
  );
});

/** Declares a function for each schema: `f0`, `f1` … */
function declared(schemas: readonly unknown[]): string {
  return schemas.map((schema, i) =>
    `declare function f${i}(args: ${looseArguments(schema).type}): ${looseResult(schema)};`
  ).join("\n");
}

Deno.test("the loose types of whatever servers send are TypeScript", () => {
  const schemas = [
    ...Object.values(CASES).flatMap(({ input, output }) => [input, output]),
    ...TYPES.map(([schema]) => schema),
    ...Object.values(HOSTILE),
  ];
  assertEquals(compile(declared(schemas)), []);
});

for (const [what, schema] of Object.entries(HOSTILE)) {
  Deno.test(`the loose type of ${what} is short and soon there`, () => {
    const start = performance.now();
    const texts = [looseArguments(schema).type, looseResult(schema)];
    // Each takes at most 50 ms; others run beside.
    assertLess(performance.now() - start, 500);
    for (const { length } of texts) assertLess(length, 30_000);
  });
}

const ISSUE = {
  ...object(
    {
      title: string,
      state: { type: "string", enum: ["open", "closed"] },
      labels: { type: "array", items: string },
      at: { type: ["array", "null"], items: [string, { type: "number" }] },
      since: { type: "string", format: "date-time" },
      meta: object({ a: { type: "number" } }, "a"),
      constructor: { type: "string" },
      valueOf: { type: "number" },
    },
    "title",
    "valueOf",
  ),
  additionalProperties: false,
};

Deno.test("a loose type accepts what a program may give in other ways than a literal", () => {
  const program = `
    const state = ["open", "closed"].find((one) => one !== "open");
    const labels = ["a", "b"] as const;
    interface Meta { a: number; b?: string }
    const meta: Meta = { a: 1 };
    const some: any = {};
    const args = { title: "a" };
    f0({ title: "a", state, labels, meta, since: new Date(), at: null });
    f0({ title: null, labels: null, meta: { a: 1, c: [] }, at: ["a", 1], constructor: "c" });
    f0({ ...some });
    f0(some);
    f0({ ...args, title: some.title });
    f0(args);`;
  assertEquals(compile(declared([ISSUE]), program), []);
});

const WRONG = [
  "f0({})",
  "f0({ title: 5 })",
  "f0({ title: 'a', labels: 'b' })",
  "f0({ title: 'a', labels: [1] })",
  "f0({ title: 'a', titel: 'b' })",
  "f0({ title: 'a', meta: {} })",
  "f0('a')",
  "f0({ title: 'a' }).labels.titel",
];

Deno.test("a loose type refuses what is wrong", () => {
  const lines = compile(declared([ISSUE]), WRONG.join("\n")).map((error) => error.split(":")[1]);
  assertEquals(lines, WRONG.map((_, i) => `${i + 1}`));
});

Deno.test("a type that is nested too deep, or has no room, is any from there on", () => {
  const nested = deep(30, (a) => object({ a }));
  const { type } = looseArguments(nested);
  assertEquals(type.match(/a\?: /g)!.length, 17);
  assertEquals(type.match(/a\?: any/g)!.length, 1);
  const wide = object(
    Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`${i}`.repeat(20), {}])),
  );
  assertEquals(
    looseArguments({ ...wide, additionalProperties: false }).type.endsWith(
      "; [key: string]: any }",
    ),
    true,
  );
});
