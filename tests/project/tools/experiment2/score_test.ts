import { assertEquals } from "@std/assert";
import { answerable, type Query, scoreOf } from "../../../../src/tools/experiment2/search/score.ts";

const QUERIES: Query[] = [["one", ["my-server.do-it"]], ["two", ["a.x", "a.y"]], ["three", [
  "a.z",
]]];

Deno.test("a score says how often a right answer stands among the first ones", () => {
  const found = [["my_server.do_it"], ["a.n", "a.y"], ["a.1", "a.2", "a.3", "a.4", "a.5", "a.z"]];
  assertEquals(scoreOf(QUERIES, found), [33, 67, 67, 100]);
  assertEquals(scoreOf(QUERIES, [[], [], []]), [0, 0, 0, 0]);
});

Deno.test("queries whose tools are not there are left out", () => {
  assertEquals(answerable(QUERIES, ["my-server.do-it", "a.x"]), QUERIES.slice(0, 2));
});
