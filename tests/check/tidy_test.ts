import { assertLess } from "@std/assert";
import { tidy } from "../../src/check/tidy.ts";

/** @returns the heap meanwhile, in bytes */
function leaveGarbage(): number {
  const garbage = Array.from({ length: 2_000_000 }, (_, i) => ({ i }));
  return garbage.length > 0 ? Deno.memoryUsage().heapUsed : 0;
}

Deno.test("tidy has all garbage collected once the heap has grown", () => {
  const held = leaveGarbage();
  tidy();
  // What a test has around it is large, too.
  assertLess(Deno.memoryUsage().heapUsed, held - 2 ** 26);
});
