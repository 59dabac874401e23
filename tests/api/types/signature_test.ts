import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { transformSync } from "amaro";
import { declaration, signature } from "../../../src/api/types/signature.ts";
import { HOSTILE, properties } from "./hostile.ts";
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
