import { assertEquals } from "@std/assert";
import { Rate } from "../../../src/http/tenants/rate.ts";

Deno.test("Rate gives as many at once as a minute has, and then evenly", () => {
  const rate = new Rate(3, 0);
  assertEquals([0, 1, 2, 3].map((at) => rate.take(at)), [0, 0, 0, 20]);
  assertEquals(rate.take(19_500), 1);
  assertEquals([20_100, 20_200].map((at) => rate.take(at)), [0, 20]);
});

Deno.test("Rate keeps no more than a minute's for later", () => {
  const rate = new Rate(2, 0);
  assertEquals([3_600_000, 3_600_000, 3_600_000].map((at) => rate.take(at)), [0, 0, 30]);
});
