import { assertEquals } from "@std/assert";
import { bearerIn } from "../../src/auth/bearer.ts";

Deno.test("a bearer token is found, however its scheme is written", () => {
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR"]) {
    assertEquals(bearerIn(`${scheme} a.b-c_d~e+f/g==`), { token: "a.b-c_d~e+f/g==" });
  }
  assertEquals(bearerIn(" Bearer   a "), { token: "a" });
});

Deno.test("no header and an empty one are missing", () => {
  for (const none of [null, "", "  "]) assertEquals(bearerIn(none), { type: "missing" });
});

Deno.test("all but one bearer token is refused, and nothing of it is said", () => {
  const headers = new Headers([["authorization", "Bearer abcd"], ["authorization", "Bearer abcd"]]);
  const odd = [
    headers.get("authorization")!,
    "Bearer abcd abcd",
    "Bearer abcd, Basic abcd",
    "Bearer abcd,",
    "Bearer",
    "Bearerabcd",
    "Basic abcd",
    "abcd",
    'Bearer "abcd"',
    "Bearer abcd=e",
    "Bearer\tabcd",
    "Bearer äbcd",
    "x Bearer abcd",
    `Bearer ${"a".repeat(16_385)}`,
  ];
  for (const text of odd) {
    const verdict = bearerIn(text);
    assertEquals("type" in verdict && verdict.type, "refused", text.slice(0, 40));
    assertEquals(JSON.stringify(verdict).includes("abcd"), false);
  }
  assertEquals(bearerIn(`Bearer ${"a".repeat(16_000)}`), { token: "a".repeat(16_000) });
});
