/** One made-up tool for each feature of JSON Schema that tools of real servers use. */
interface Case {
  readonly input: unknown;
  readonly output?: unknown;
  readonly text: string;
}

const object = (properties: Record<string, unknown>, ...required: string[]) => ({
  type: "object",
  properties,
  required,
});

/** The schema of a single parameter, `x`, that must be given. */
const x = (schema: unknown, rest: Record<string, unknown> = {}) => ({
  ...object({ x: schema }, "x"),
  ...rest,
});

const tree = object({ name: { type: "string" }, children: { type: "array", items: {} } }, "name");

export const CASES: Readonly<Record<string, Case>> = {
  none: { input: { type: "object" }, text: "none()" },
  noneClosed: {
    input: { type: "object", properties: {}, additionalProperties: false },
    text: "noneClosed()",
  },
  missing: { input: undefined, text: "missing(args?: unknown)" },
  anything: {
    input: { type: "object", additionalProperties: true },
    text: "anything(args?: Record<string, unknown>)",
  },
  required: {
    input: object({ body: { type: "string" }, title: { type: "string" } }, "title"),
    text: "required(args: { title: string; body?: string })",
  },
  allOptional: {
    input: object({ page: { type: "integer" } }),
    text: "allOptional(args?: { page?: number })",
  },
  defaulted: {
    input: object({ a: { type: "number", default: 1 }, b: { type: "boolean" } }, "a", "b"),
    text: "defaulted(args: { b: boolean; a?: number })",
  },
  onlyDefaulted: {
    input: object({ a: { type: "number", default: 1 } }, "a"),
    text: "onlyDefaulted(args?: { a?: number })",
  },
  enumerated: {
    input: x({ type: "string", enum: ["open", "it's", "a\\b"] }),
    text: "enumerated(args: { x: 'open' | 'it\\'s' | 'a\\\\b' })",
  },
  enumOfAll: {
    input: x({ enum: ["a", 1, -2.5, true, null, ["b"], { c: "d" }] }),
    text: "enumOfAll(args: { x: 'a' | 1 | -2.5 | true | null | ['b'] | { c: 'd' } })",
  },
  longEnum: {
    input: x({ enum: Array.from({ length: 20 }, (_, i) => i) }),
    text: "longEnum(args: { x: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | number " +
      "/* 8 more */ })",
  },
  emptyEnum: { input: x({ enum: [] }), text: "emptyEnum(args: { x: never })" },
  constant: { input: x({ const: "fixed" }), text: "constant(args: { x: 'fixed' })" },
  nullable: {
    input: x({ type: "string", nullable: true }),
    text: "nullable(args: { x: string | null })",
  },
  typeList: {
    input: x({ type: ["string", "integer", "number", "null"] }),
    text: "typeList(args: { x: string | number | null })",
  },
  noType: { input: x({ description: "any" }), text: "noType(args: { x: unknown })" },
  noTypeButShape: {
    input: { properties: { x: { items: { type: "string" } } } },
    text: "noTypeButShape(args?: { x?: string[] })",
  },
  unknownType: { input: x({ type: "file" }), text: "unknownType(args: { x: unknown })" },
  booleans: {
    input: object({ yes: true, no: false }, "yes"),
    text: "booleans(args: { yes: unknown; no?: never })",
  },
  anyOf: {
    input: x({ anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] }),
    text: "anyOf(args: { x: string | string[] })",
  },
  arrayOfUnion: {
    input: x({ type: "array", items: { oneOf: [{ type: "string" }, { type: "null" }] } }),
    text: "arrayOfUnion(args: { x: (string | null)[] })",
  },
  anyOfRequired: {
    input: {
      ...object({ a: { type: "string" }, b: { type: "string" } }),
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    text: "anyOfRequired(args: { a?: string; b?: string })",
  },
  anyOfWithBase: {
    input: x({ type: "string", anyOf: [{ enum: ["a"] }, { pattern: "^b" }] }),
    text: "anyOfWithBase(args: { x: 'a' | string })",
  },
  oneOfObjects: {
    input: x({
      oneOf: [object({ kind: { const: "a" } }, "kind"), object({ kind: { const: "b" } }, "kind")],
    }),
    text: "oneOfObjects(args: { x: { kind: 'a' } | { kind: 'b' } })",
  },
  allOf: {
    input: x({ allOf: [object({ a: { type: "number" } }), object({ b: { type: "number" } })] }),
    text: "allOf(args: { x: { a?: number } & { b?: number } })",
  },
  allOfUnion: {
    input: x({ allOf: [object({ a: {} }), { anyOf: [object({ b: {} }), object({ c: {} })] }] }),
    text: "allOfUnion(args: { x: { a?: unknown } & ({ b?: unknown } | { c?: unknown }) })",
  },
  definitions: {
    input: x({ $ref: "#/definitions/Id" }, { definitions: { Id: { type: "string" } } }),
    text: "definitions(args: { x: string })",
  },
  defs: {
    input: x({ type: "array", items: { $ref: "#/$defs/a~1b%20c" } }, {
      $defs: { "a/b c": { type: "number" } },
    }),
    text: "defs(args: { x: number[] })",
  },
  refToProperty: {
    input: object({
      from: object({ x: { type: "number" } }),
      to: { $ref: "#/properties/from" },
    }, "to"),
    text: "refToProperty(args: { to: { x?: number }; from?: { x?: number } })",
  },
  recursion: {
    input: x({ $ref: "#/$defs/Tree" }, {
      $defs: {
        Tree: {
          ...tree,
          properties: {
            ...tree.properties,
            children: { type: "array", items: { $ref: "#/$defs/Tree" } },
          },
        },
      },
    }),
    text: "recursion(args: { x: { name: string; children?: unknown[] } })",
  },
  refToNowhere: {
    input: object({ a: { $ref: "#/$defs/no" }, b: { $ref: "https://example.com/b" } }),
    text: "refToNowhere(args?: { a?: unknown; b?: unknown })",
  },
  tuple: {
    input: object({
      now: { prefixItems: [{ type: "number" }, { type: "string" }], items: { type: "boolean" } },
      then: { type: "array", items: [{ type: "number" }, { type: "string" }] },
    }),
    text: "tuple(args?: { now?: [number, string, ...boolean[]]; then?: [number, string] })",
  },
  maps: {
    input: object({
      any: { type: "object" },
      none: { type: "object", additionalProperties: false },
      of: { type: "object", additionalProperties: { type: "number" } },
      pattern: { type: "object", patternProperties: { "^a": { type: "string" } } },
    }),
    text: "maps(args?: { any?: Record<string, unknown>; none?: {}; of?: Record<string, number>; " +
      "pattern?: Record<string, string> })",
  },
  moreProperties: {
    input: object({
      open: { ...object({ a: { type: "string" } }), additionalProperties: true },
      typed: {
        ...object({ a: { type: "string" } }),
        additionalProperties: { type: "number" },
      },
    }),
    text: "moreProperties(args?: { open?: { a?: string; [key: string]: unknown }; " +
      "typed?: { a?: string } & Record<string, number> })",
  },
  oddNames: {
    input: JSON.parse(
      '{"type":"object","properties":{"kebab-case":{"type":"string"},"1st":{"type":"string"},' +
        `"it's\\u200b":{},"__proto__":{"type":"number"},"constructor":{"type":"number"}}}`,
    ),
    text: "oddNames(args?: { 'kebab-case'?: string; '1st'?: string; 'it\\'s\\u200b'?: unknown; " +
      "__proto__?: number; constructor?: number })",
  },
  negation: {
    input: x({ type: "string", not: { const: "" }, if: { const: "a" }, then: { minLength: 1 } }),
    text: "negation(args: { x: string })",
  },
  result: {
    input: { type: "object" },
    output: object({ items: { type: "array", items: { type: "string" }, default: [] } }, "items"),
    text: "result(): Promise<{ items: string[] }>",
  },
};
