import { assertEquals } from "@std/assert";
import { wrap } from "../../../src/cli/terminal/wrap.ts";

Deno.test("wrap breaks at spaces, and keeps long words whole", () => {
  assertEquals(wrap("aa bb cc", 5), ["aa bb", "cc"]);
  assertEquals(wrap("a /very/long/path b", 5), ["a", "/very/long/path", "b"]);
});
