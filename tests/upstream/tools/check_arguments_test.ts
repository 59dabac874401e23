import { assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { checkArguments } from "../../../src/upstream/tools/check_arguments.ts";

const object = (properties: Record<string, unknown>, ...required: string[]) => ({
  type: "object",
  properties,
  required,
});

const ISSUE = {
  ...object(
    {
      owner: { type: "string" },
      title: { type: "string", minLength: 1, maxLength: 9 },
      labels: { type: "array", items: { type: "string" }, maxItems: 3, uniqueItems: true },
      state: { enum: ["open", "closed"] },
      page: { type: "integer", minimum: 1, exclusiveMaximum: 10, multipleOf: 3 },
      "due-on": { type: ["string", "null"] },
      who: { anyOf: [{ type: "string" }, { type: "number" }] },
      by: { oneOf: [object({ name: { type: "string" } }, "name"), object({ id: {} }, "id")] },
      pair: { prefixItems: [{ type: "number" }], items: false },
      kind: { const: "issue" },
      meta: { type: "object", additionalProperties: { $ref: "#/$defs/Flag" }, minProperties: 1 },
      never: { not: { type: "string" } },
      list: { type: "array", contains: { const: 1 } },
      count: { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
    },
    "owner",
    "title",
  ),
  additionalProperties: false,
  dependentRequired: { page: ["state"] },
  $defs: { Flag: { type: "boolean" } },
};

const RIGHT = { owner: "a", title: "b" };

/** @returns the sentences of the error, without those around them */
function faults(inputSchema: unknown, args: unknown): string | undefined {
  try {
    checkArguments("s.f", { inputSchema }, args);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace("Cannot call s.f: ", "").replace(/\n.*$/s, "");
  }
}

const WRONG: [args: unknown, faults: string][] = [
  [{}, "owner is missing; title is missing"],
  [undefined, "owner is missing; title is missing"],
  ["a", "it takes one object: received a string"],
  [[RIGHT], "it takes one object: received a list"],
  [null, "it takes one object: received null"],
  [
    { owner: 5, title: "" },
    'owner must be string: received 5; title must have at least 1 character: received ""',
  ],
  [{ ...RIGHT, titel: "x" }, 'args has no field "titel"; did you mean title?'],
  [
    { ...RIGHT, labels: ["a", 5, null] },
    "labels[1] must be string: received 5; labels[2] must be string: received null",
  ],
  [{ ...RIGHT, labels: ["a", "a"] }, 'labels must have no item twice: received ["a","a"]'],
  [{ ...RIGHT, labels: "abcd" }, 'labels must be string[]: received "abcd"'],
  [{ ...RIGHT, state: "opened" }, `state must be 'open' | 'closed': received "opened"`],
  [
    { ...RIGHT, state: "open", page: 1.5 },
    "page must be a whole number: received 1.5; page must be a multiple of 3: received 1.5",
  ],
  [{ ...RIGHT, state: "open", page: 12 }, "page must be less than 10: received 12"],
  [{ ...RIGHT, page: 3 }, "state is missing"],
  [{ ...RIGHT, "due-on": 1 }, 'args["due-on"] must be string | null: received 1'],
  [{ ...RIGHT, who: true }, "who must be string | number: received true"],
  [{ ...RIGHT, by: {} }, "by.name is missing, or by.id is missing: received {}"],
  [
    { ...RIGHT, by: { name: "a", id: 1 } },
    'by must be only one of { name: string } | { id: unknown }: received {"name":"a","id":1}',
  ],
  [{ ...RIGHT, count: 3 }, "count must be only one of unknown: received 3"],
  [{ ...RIGHT, pair: [1, 2] }, "pair has an item too many: received 2"],
  [{ ...RIGHT, kind: "bug" }, `kind must be 'issue': received "bug"`],
  [{ ...RIGHT, meta: { a: 1 } }, "meta.a must be boolean: received 1"],
  [{ ...RIGHT, meta: {} }, "meta must have at least 1 field: received {}"],
  [{ ...RIGHT, never: "a" }, 'never must not be string: received "a"'],
  [{ ...RIGHT, list: [2] }, "list must contain 1: received [2]"],
];

for (const [args, text] of WRONG) {
  Deno.test(`checkArguments says of ${JSON.stringify(args)}: ${text}`, () => {
    assertEquals(faults(ISSUE, args), text);
  });
}

Deno.test("checkArguments gives back what it was given, unchanged", () => {
  const args = Object.freeze({
    ...RIGHT,
    labels: Object.freeze(["a"]),
    meta: Object.freeze({ a: true }),
  });
  const inputSchema = structuredClone(ISSUE);
  assertEquals(checkArguments("s.f", { inputSchema }, args) === args, true);
  assertEquals(inputSchema, ISSUE);
  assertEquals(checkArguments("s.f", { inputSchema: { type: "object" } }, undefined), {});
});

Deno.test("the error carries the signature, and counts the faults beyond eight", () => {
  const inputSchema = object({ x: { type: "array", items: { type: "number" } } }, "x");
  const error = assertThrows(
    () => checkArguments("git.log", { inputSchema }, { x: Array(20).fill("a") }),
    TypeError,
    'Cannot call git.log: x[0] must be number: received "a"; x[1]',
  );
  assertStringIncludes(error.message, 'x[7] must be number: received "a"; and 12 more\n');
  assertStringIncludes(error.message, "Its signature: log(args: { x: number[] })");
});

Deno.test("what is received is cut", () => {
  assertLess(faults(ISSUE, { ...RIGHT, state: "x".repeat(100_000) })!.length, 120);
  assertLess(faults(ISSUE, { ...RIGHT, ["y".repeat(100_000)]: 1 })!.length, 120);
});

/** What the server alone decides, whatever stands around it. */
const LENIENT: Record<string, [schema: unknown, args: unknown][]> = {
  "a format": [[object({ a: { type: "string", format: "email" } }), { a: "none" }]],
  "a pattern": [[object({ a: { type: "string", pattern: "^(a+)+$" } }), {
    a: "a".repeat(40) + "b",
  }]],
  "a default": [
    [object({ a: { type: "string", default: "x" } }, "a"), {}],
    [object({ a: object({ b: { default: 1 } }, "b") }), { a: {} }],
  ],
  "names by pattern": [
    [{ patternProperties: { "^(x+)+$": { type: "number" } }, additionalProperties: false }, {
      a: 1,
    }],
  ],
  "what is weaker below another keyword": [
    [object({ a: { not: { pattern: "^b" } } }), { a: "a" }],
    [object({ a: { not: { $ref: "#/$defs/B" } } }), { a: "a" }],
    [{ ...object({ a: { not: { $ref: "#/$defs/B" } } }), $defs: { B: { pattern: "^b" } } }, {
      a: "a",
    }],
    [{ ...object({ a: { not: { $ref: "#/x/B" } } }), x: { B: { pattern: "^b" } } }, { a: "a" }],
    [object({ a: { if: { format: "date" }, then: { minLength: 5 } } }), { a: "a" }],
    [object({ a: { oneOf: [{ format: "date" }, { format: "email" }] } }), { a: "a" }],
    [object({ a: { contains: { pattern: "^b" }, maxContains: 1 } }), { a: ["a", "a"] }],
    [{ oneOf: [object({ a: { default: 1 } }, "a"), object({ b: { default: 1 } }, "b")] }, {}],
    [{ allOf: [{ patternProperties: { "^a": {} } }], unevaluatedProperties: false }, { a: 1 }],
  ],
  nullable: [
    [object({ a: { type: "string", nullable: true } }), { a: null }],
    [object({ a: { type: "string", enum: ["b"], nullable: true } }), { a: null }],
  ],
  "a keyword that holds what it must not": [
    [object({ a: { type: "file" }, b: { type: [] }, c: { type: "number", maximum: "5" } }), {
      a: 1,
      b: 2,
      c: 9,
    }],
    [object({ a: { enum: {}, required: true, properties: [], anyOf: 5, items: null } }), {
      a: "a",
    }],
    [object({ a: { exclusiveMinimum: true }, b: { multipleOf: "2" } }), { a: 0, b: 1 }],
    [{ properties: { a: "string" }, required: "a" }, { a: 1 }],
  ],
};

for (const [what, cases] of Object.entries(LENIENT)) {
  Deno.test(`checkArguments leaves ${what} to the server`, () => {
    for (const [schema, args] of cases) assertEquals(faults(schema, args), undefined);
  });
}

Deno.test("what is not weaker still refuses beside what is", () => {
  const schema = {
    ...object({
      a: { pattern: "^b" },
      b: { not: { type: "string" } },
      c: { oneOf: [{ type: "string", format: "date" }, { type: "null" }] },
    }),
    additionalProperties: false,
  };
  assertEquals(faults(schema, { b: "x" }), 'b must not be string: received "x"');
  assertEquals(faults(schema, { c: 5 }), "c must be string | null: received 5");
  assertEquals(faults(schema, { d: 5 }), 'args has no field "d"');
});

Deno.test("the dialect of a schema is the one that it names, else the one of the protocol", () => {
  const schema = {
    ...object({ a: { $ref: "#/$defs/A", maxLength: 2 } }),
    $defs: { A: { type: "string" } },
  };
  assertEquals(faults(schema, { a: "abc" }), 'a must have at most 2 characters: received "abc"');
  const old = { ...schema, $schema: "http://json-schema.org/draft-07/schema#" };
  assertEquals(faults(old, { a: "abc" }), undefined);
});

const deep = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
};
const many = <T>(count: number, item: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => item(i));
const named = (count: number, value: unknown) =>
  Object.fromEntries(many(count, (i) => [`n${i}`, value]));

/** A schema of a hostile server or arguments of a hostile program: the check ends soon, and refuses nothing. */
const HOSTILE: Record<string, [schema: unknown, args: unknown]> = {
  "no schema": ["x", {}],
  "a reference to itself": [{ $ref: "#" }, {}],
  "references in a circle": [{ anyOf: [{ $ref: "#/$defs/a" }], $defs: { a: { $ref: "#" } } }, {}],
  "a reference to nowhere": [{ $ref: "https://example.com/x" }, {}],
  "references that double": [
    {
      $ref: "#/$defs/d0",
      $defs: Object.fromEntries(
        many(
          40,
          (
            i,
          ) => [`d${i}`, i === 39 ? {} : { allOf: many(2, () => ({ $ref: `#/$defs/d${i + 1}` })) }],
        ),
      ),
    },
    {},
  ],
  "a deep schema": [deep(50_000, (a) => ({ properties: { a } })), { a: {} }],
  "a large schema": [{ anyOf: many(100_000, () => ({ required: ["a"] })) }, {}],
  "two parts of one name": [{
    $defs: { a: { $id: "https://a.example/" }, b: { $id: "https://a.example/" } },
    required: ["a"],
  }, {}],
  "an address that is none": [{ $id: "http://[", required: ["a"] }, {}],
  "deep arguments": [{
    $ref: "#/$defs/a",
    $defs: { a: { properties: { a: { $ref: "#/$defs/a" } } } },
  }, deep(50_000, (a) => ({ a }))],
  "many arguments": [object({ a: { items: { type: "string" } } }), { a: many(300_000, () => 1) }],
  "many items, each compared": [object({ a: { uniqueItems: true, minItems: 1e9 } }), {
    a: many(50_000, (i) => ({ i })),
  }],
  "many alternatives, each of which loops": [
    { anyOf: many(5_000, () => ({ additionalProperties: false })) },
    named(10_000, 1),
  ],
  "a long text, counted again and again": [
    object({ a: { allOf: many(5_000, () => ({ maxLength: 5 })) } }),
    { a: "x".repeat(1_000_000) },
  ],
  "long lists, compared again and again": [
    object({ a: { items: { enum: many(5_000, (i) => [i]) } } }),
    { a: many(20_000, () => [-1]) },
  ],
};

for (const [what, [schema, args]] of Object.entries(HOSTILE)) {
  Deno.test(`checkArguments gives up soon on ${what}`, () => {
    const start = performance.now();
    assertEquals(faults(schema, args), undefined);
    assertLess(performance.now() - start, 5_000);
  });
}

Deno.test("a large batch is checked all the same", () => {
  const item = {
    ...object({ title: { type: "string", maxLength: 9 } }),
    additionalProperties: false,
  };
  const items = many<unknown>(5_000, () => ({ title: "x" }));
  const schema = object({ items: { type: "array", items: item } });
  assertEquals(faults(schema, { items }), undefined);
  assertEquals(faults(schema, { items: [...items, { b: 1 }] }), 'items[5000] has no field "b"');
});

Deno.test("names of prototypes are names", () => {
  const schema = JSON.parse(
    '{"properties":{"__proto__":{"type":"number"}},"required":["__proto__"],"additionalProperties":false}',
  );
  assertEquals(faults(schema, {}), "__proto__ is missing");
  assertEquals(faults(schema, JSON.parse('{"__proto__":5}')), undefined);
  assertEquals(
    faults(schema, JSON.parse('{"__proto__":"a"}')),
    '__proto__ must be number: received "a"',
  );
  assertEquals(
    faults(schema, JSON.parse('{"__proto__":5,"constructor":1}')),
    'args has no field "constructor"',
  );
});

Deno.test("notes that the validator makes on a schema are its own", () => {
  const a = { $ref: "#/$defs/N", __absolute_ref__: {}, __absolute_uri__: {} };
  const schema = { ...object({ a }), $defs: { N: { type: "number" } } };
  assertEquals(faults(schema, { a: "b" }), 'a must be number: received "b"');
});
