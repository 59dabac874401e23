import { assertEquals } from "@std/assert";
import { progressText } from "../../../src/cli/terminal/progress_line.ts";

Deno.test("the line of a run says which servers are starting", () => {
  const none = { calls: 0 };
  assertEquals(progressText(2_100, none, ["filesystem"]), "2 s: filesystem starts…");
  assertEquals(progressText(2_100, none, ["a", "b", "c"]), "2 s: a and 2 more start…");
  const some = { calls: 3, current: "a.read" };
  assertEquals(progressText(2_100, some, ["a"]), "2 s: 3 calls made, a starts…");
  assertEquals(progressText(2_100, some, []), "2 s: 3 calls made, a.read runs");
  assertEquals(progressText(2_100, none, []), "2 s: 0 calls made");
});
