import { assertEquals } from "@std/assert";
import { measure } from "../../../src/upstream/tools/measure.ts";

Deno.test("measure() tells how large a value is", () => {
  assertEquals(measure("abc"), { depth: 0, entries: 1, keys: 0, items: 0, text: 3, chars: 6 });
  const { depth, entries, keys, items, text } = measure({ a: [1, 2, ["x"]], b: {} })!;
  assertEquals({ depth, entries, keys, items, text }, {
    depth: 3,
    entries: 7,
    keys: 2,
    items: 3,
    text: 1,
  });
});

Deno.test("measure() counts about the characters of the JSON", () => {
  for (
    const value of [{ a: "b", c: [true, 12345] }, ["x".repeat(1_000)], { ["k".repeat(500)]: 1 }]
  ) {
    const real = JSON.stringify(value).length;
    assertEquals(
      Math.abs(measure(value)!.chars - real) < 10,
      true,
      `${measure(value)!.chars} ${real}`,
    );
  }
});

Deno.test("measure() ends at a bound, however deep or large the value is", () => {
  const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  assertEquals(measure(deep)?.depth, 99_999);
  assertEquals(measure(deep, { depth: 99_998 }), undefined);
  assertEquals(measure([[1]], { depth: 2 })?.depth, 2);
  assertEquals(measure(Array(10_000).fill(0), { entries: 5_000 }), undefined);
  assertEquals(measure("abc", { text: 2 }), undefined);
  assertEquals(measure(["abc"], { chars: 7 }), undefined);
});
