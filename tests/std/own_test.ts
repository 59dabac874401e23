// What the stand-ins do in their own way; the tests beside this one hold where the original is used.
import {
  assertArrayIncludes,
  assertEquals,
  AssertionError,
  assertStringIncludes,
  assertThrows,
} from "../../src/std/assert/mod.ts";
import { parseArgs } from "../../src/std/cli/mod.ts";

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

Deno.test("parseArgs() does not write into what every object inherits", () => {
  parseArgs(["--__proto__.polluted", "1", "--toString.polluted", "1"]);
  assertEquals(Reflect.get({}, "polluted"), undefined);
  assertEquals(Reflect.get(Object.prototype.toString, "polluted"), undefined);
});
