// What the stand-ins do in their own way; the tests beside this one hold where the original is used.
import {
  assertArrayIncludes,
  assertEquals,
  AssertionError,
  assertLess,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "../../../src/tools/std/assert/mod.ts";
import { parseArgs } from "../../../src/tools/std/cli/mod.ts";

function refused(run: () => unknown): AssertionError {
  return assertThrows(run, AssertionError);
}

Deno.test("assertEquals() shows the lines that differ and those around them", () => {
  const { message } = refused(() => assertEquals({ b: 2, a: 1, c: [3] }, { a: 1, b: 9, c: [3] }));
  const lines = message.split("\n");
  assertArrayIncludes(lines, ["      a: 1,", "-     b: 2,", "+     b: 9,", "        3,"]);
  const text = refused(() => assertEquals("one\ntwo\nend", "one\n2\nend", "Texts")).message;
  assertStringIncludes(text, ": Texts");
  assertArrayIncludes(text.split("\n"), ["    one", "-   two", "+   2", "    end"]);
});

Deno.test("assertEquals() still answers when thousands of lines differ", () => {
  const rows = (from: number) => Array.from({ length: 40_000 }, (_, i) => i + from);
  const { message } = refused(() => assertEquals(rows(0), rows(100_000)));
  assertStringIncludes(message, "-     39999,");
  assertStringIncludes(message, "+     139999,");
});

Deno.test("assertEquals() takes no more than a moment to refuse two large values", () => {
  const rows = (from: number) => Array.from({ length: 40_000 }, (_, i) => i + from);
  const start = performance.now();
  refused(() => assertEquals(rows(0), rows(100_000)));
  // 0.1 s; every line against every other one, it would be more than 10 s and 6 GB.
  assertLess(performance.now() - start, 2_000);
});

Deno.test("equal() compares what is shared once", () => {
  const doubled = (depth: number) => {
    let value: unknown[] = [];
    for (let i = 0; i < depth; i++) value = [value, value];
    return value;
  };
  assertEquals(doubled(50), doubled(50));
  assertNotEquals(doubled(50), doubled(49));
});

Deno.test("equal() forgets what it found on the strength of a pair that turned out to differ", () => {
  const parent = (n: number) => {
    const child: Record<string, unknown> = {};
    return child.parent = { child, n };
  };
  const [one, two] = [parent(1), parent(2)];
  // The members are tried in turn: first 1 with 2, whose children are alike only if their parents are.
  assertNotEquals(
    { members: new Set([one, parent(2)]), child: one.child },
    { members: new Set([two, parent(1)]), child: two.child },
  );
});

Deno.test("equal() compares errors by what they tell", () => {
  assertEquals(new Error("a", { cause: [1] }), new Error("a", { cause: [1] }));
  assertNotEquals(new Error("a"), new Error("b"));
  assertNotEquals(new Error("a"), new TypeError("a"));
  assertNotEquals(new Error("a", { cause: [1] }), new Error("a", { cause: [2] }));
  assertNotEquals(new AggregateError([1]), new AggregateError([2]));
});

Deno.test("parseArgs() does not write into what every object inherits", () => {
  parseArgs(["--__proto__.polluted", "1", "--toString.polluted", "1"]);
  assertEquals(Reflect.get({}, "polluted"), undefined);
  assertEquals(Reflect.get(Object.prototype.toString, "polluted"), undefined);
});

Deno.test("parseArgs() takes long flags as declared when all of them are booleans", () => {
  const asked: string[] = [];
  const flags = parseArgs(["--a", "false", "--b", "--c=1", "-d"], {
    boolean: true,
    unknown: (arg) => asked.push(arg),
  });
  assertEquals<unknown>(flags, { _: [], a: false, b: true, c: 1, d: true });
  assertEquals(asked, ["--c=1", "-d"]);
});
