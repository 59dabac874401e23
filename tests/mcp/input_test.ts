import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { encode } from "gpt-tokenizer";
import { z } from "zod";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { inputOf, type Modes, requestOf } from "../../src/mcp/input.ts";

const ALL: Modes = { dryRun: true, atomic: true, atomicByDefault: false };
const NONE: Modes = { dryRun: false, atomic: false, atomicByDefault: false };

function schemaOf(modes: Modes) {
  return z.toJSONSchema(z.object(inputOf(DEFAULT_LIMITS, modes)));
}

Deno.test("the schema takes what the server can do, in at most 90 tokens more", () => {
  const [all, none] = [schemaOf(ALL), schemaOf(NONE)];
  assertEquals(Object.keys(none.properties!), ["code", "timeout_ms"]);
  assertEquals(none.required, ["code"]);
  assertEquals(Object.keys(schemaOf({ ...NONE, dryRun: true }).properties!), [
    "code",
    "timeout_ms",
    "dry_run",
  ]);
  assertEquals(Object.keys(all.properties!), ["code", "timeout_ms", "dry_run", "atomic", "apply"]);
  assertEquals(all.required, undefined);
  const tokens = (schema: unknown) => encode(JSON.stringify(schema)).length;
  assertLessOrEqual(tokens(all) - tokens(none), 90);
  const byDefault = JSON.stringify(schemaOf({ ...ALL, atomicByDefault: true }));
  assert(byDefault.includes("(default)"));
});

Deno.test("a program runs as it is asked to, and as the server does where it is not asked", () => {
  const code = "return 1";
  const byDefault = { ...ALL, atomicByDefault: true };
  assertEquals(requestOf({ code }, ALL), { code, mode: "plain" });
  assertEquals(requestOf({ code, dry_run: true }, ALL), { code, mode: "dry" });
  assertEquals(requestOf({ code, atomic: true }, ALL), { code, mode: "atomic" });
  assertEquals(requestOf({ code, atomic: true, dry_run: true }, ALL), { code, mode: "dry" });
  assertEquals(requestOf({ code }, byDefault), { code, mode: "atomic" });
  assertEquals(requestOf({ code, atomic: false }, byDefault), { code, mode: "plain" });
  assertEquals(requestOf({ code, dry_run: false }, byDefault), { code, mode: "atomic" });
  assertEquals(requestOf({ apply: "p", atomic: true, dry_run: false }, ALL), { plan: "p" });
});

Deno.test("what is neither a program nor a plan, or both, is refused in words", () => {
  for (const input of [{}, { code: "1", apply: "p" }, { apply: "p", dry_run: true }]) {
    const asked = requestOf(input, ALL);
    assert("error" in asked && asked.error.message.startsWith("Give code"), JSON.stringify(asked));
  }
});
