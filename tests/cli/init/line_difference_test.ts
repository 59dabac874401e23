import { assertEquals } from "@std/assert";
import { lineDifference } from "../../../src/cli/init/line_difference.ts";

Deno.test("lineDifference shows changed lines alone, in their order", () => {
  const difference = (before: string, after: string) =>
    lineDifference(before.replaceAll(" ", "\n"), after.replaceAll(" ", "\n")).replaceAll("\n", " ");
  assertEquals(difference("a b c", "a b c"), "");
  assertEquals(difference("a b c", "a x c"), "- b + x");
  assertEquals(difference("a b c d e", "a c d f e"), "- b + f");
  assertEquals(difference("a", "b a c"), "+ b + c");
  assertEquals(difference("b a c", "a"), "- b - c");
});

Deno.test("lineDifference of long texts takes little memory", () => {
  const lines = (mark: string) => Array.from({ length: 3_000 }, (_, at) => `${mark}${at}`);
  const [before, after] = ["a", "b"].map((mark) => lines(mark).join("\n"));
  assertEquals(lineDifference(before!, after!).split("\n").length, 6_000);
});
