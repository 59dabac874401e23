import { assertEquals } from "@std/assert";
import { ToolNames } from "../../../src/upstream/tools/tool_names.ts";

Deno.test("a tool keeps a name that is an identifier, and has another made one", () => {
  const names = new ToolNames(["list_issues", "get-file", "a.b/c", "2fa", "größe", "a\ufe0fb"]);
  assertEquals(names.written, ["list_issues", "get_file", "a_b_c", "_2fa", "größe", "a_b"]);
  assertEquals(names.writtenOf("get-file"), "get_file");
  assertEquals(names.writtenOf("get_file"), undefined);
  assertEquals(names.renamed, []);
});

Deno.test("what the engine asks of every object is no tool's name", () => {
  const names = new ToolNames(["then", "toJSON", "constructor", "prototype", "__proto__"]);
  assertEquals(names.written, ["then_", "toJSON_", "constructor_", "prototype_", "__proto___"]);
  assertEquals(names.resolve("then_"), "then");
  assertEquals(new ToolNames([]).resolve("constructor"), undefined);
});

Deno.test("of tools with one name the first keeps it, unless another is called so", () => {
  const names = new ToolNames(["a-b", "a.b", "a_b_2", "x y", "x_y"]);
  assertEquals(names.written, ["a_b", "a_b_3", "a_b_2", "x_y_2", "x_y"]);
  assertEquals(names.renamed, [{ own: "a.b", written: "a_b_3" }, { own: "x y", written: "x_y_2" }]);
  for (const own of ["a-b", "a.b", "a_b_2", "x y", "x_y"]) {
    assertEquals(names.resolve(own), own);
    assertEquals(names.resolve(names.writtenOf(own)!), own);
  }
});

Deno.test("a tool is found in every accepted spelling, and in no other", () => {
  const names = new ToolNames(["list-open_issues", "API-get-user", "openNodes"]);
  assertEquals(names.resolve("list-open_issues"), "list-open_issues");
  assertEquals(names.resolve("list_open_issues"), "list-open_issues");
  assertEquals(names.resolve("listOpenIssues"), "list-open_issues");
  assertEquals(names.resolve("APIGetUser"), "API-get-user");
  for (const no of ["listopenissues", "ListOpenIssues", "open_nodes", "", "__proto__"]) {
    assertEquals(names.resolve(no), undefined, no);
  }
});

Deno.test("camel case that two tools share finds neither, but a name of its own does", () => {
  assertEquals(new ToolNames(["get-it", "get_it"]).resolve("getIt"), undefined);
  assertEquals(new ToolNames(["get-it", "get_it", "getIt"]).resolve("getIt"), "getIt");
});

Deno.test("near names are spelt alike or share words", () => {
  const names = new ToolNames(["create-issue", "delete_issue", "list_issues", "merge", "search"]);
  assertEquals(names.near("creat_isue"), ["create_issue"]);
  assertEquals(names.near("create_ticket"), ["create_issue"]);
  assertEquals(names.near("updateIssue", 2), ["create_issue", "delete_issue"]);
  assertEquals(names.near("quux"), []);
});

Deno.test("many near names are found soon", () => {
  const names = new ToolNames(Array.from({ length: 2_000 }, (_, i) => `a_tool_of_name_${i}`));
  assertEquals(names.near("a_tool_of_name_".padEnd(5_000, "x"), 3).length, 3);
});
