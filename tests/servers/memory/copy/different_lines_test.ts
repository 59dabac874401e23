import { assertEquals } from "@std/assert";
import { differentLines } from "../../../../src/servers/memory/copy/different_lines.ts";
import { dice } from "../../../../src/tools/fuzz/dice.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const between = (before: string, after: string) => differentLines(bytes(before), bytes(after));

Deno.test("differentLines leaves out whole lines at the beginning and at the end", () => {
  assertEquals(between("a\nb\nc\nd", "a\nx\ny\nc\nd"), ["b\n", "x\ny\n"]);
  assertEquals(between("a\nb", "a\nb"), ["", ""]);
  assertEquals(between("a\nb\n", "a\nb\n"), ["", ""]);
  assertEquals(between("", "a\nb"), ["", "a\nb"]);
  assertEquals(between("a\nb", ""), ["a\nb", ""]);
  assertEquals(between("a\nb", "a\nb\nc"), ["b", "b\nc"]);
  assertEquals(between("a\nb", "a\nxb"), ["b", "xb"]);
  assertEquals(between("x\nab\nc", "x\nb\nc"), ["ab\n", "b\n"]);
  assertEquals(between("é\nü\nc", "é\nú\nc"), ["ü\n", "ú\n"]);
});

Deno.test("differentLines leaves in all that differs, each as often as it does", () => {
  const roll = dice(7);
  /** The lines that are in the one and not, or not so often, in the other. */
  const apart = (before: string, after: string) => {
    const left = after.split("\n").filter((line) => line !== "");
    const removed = before.split("\n").filter((line) => line !== "").filter((line) => {
      const index = left.indexOf(line);
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
    return [removed.sort(), left.sort()];
  };
  const text = () => Array.from({ length: roll(9) }, () => "aé\n\nb"[roll(5)]).join("");
  // Longer than what is compared at a time.
  const long = "c".repeat(3_000);
  const longer = () =>
    Array.from({ length: roll(5) }, () => [long, `${long}\n`, "d\n"][roll(3)]).join("");
  for (let round = 0; round < 20_000; round++) {
    const part = round % 20 === 0 ? longer : text;
    const [head, tail] = [part(), part()];
    const [before, after] = [head + text() + tail, head + text() + tail];
    const [was, is] = between(before, after);
    assertEquals(apart(was, is), apart(before, after), JSON.stringify([before, after, was, is]));
  }
});
