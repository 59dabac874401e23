export const deep = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let schema: unknown = { type: "string" };
  for (let i = 0; i < depth; i++) schema = wrap(schema);
  return schema;
};
const many = <T>(count: number, item: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => item(i));
export const properties = (count: number, schema: unknown) =>
  Object.fromEntries(many(count, (i) => [`property${i}`, schema]));

/** What a hostile server sends as a schema. */
export const HOSTILE: Record<string, unknown> = {
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
  "names that break out": {
    type: "object",
    properties: Object.fromEntries(
      [
        "*/",
        "a\n}; declare const b: 1",
        "'; c",
        '"',
        "`${d}`",
        "\\",
        "\u2028",
        "//",
        "",
        "new",
        "e: f",
      ]
        .map((name) => [name, { type: "string" }]),
    ),
    required: ["*/", "__proto__"],
  },
  "a megabyte of names": {
    type: "object",
    properties: properties(40_000, {}),
    required: many(40_000, (i) => `property${i}`),
    anyOf: many(1_000, () => ({ $ref: "#" })),
  },
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
