import { assert, assertEquals, assertThrows } from "@std/assert";
import { matchesGlob } from "../../../src/api/rules/glob.ts";
import { covers, coversByName, parseRule, ruleNaming } from "../../../src/api/rules/rule.ts";
import type { Annotations } from "../../../src/api/rules/tool.ts";

Deno.test("a glob knows * and nothing else", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["a", "a", true],
    ["a", "ab", false],
    ["", "", true],
    ["*", "", true],
    ["*", "anything", true],
    ["a*", "a", true],
    ["a*", "ba", false],
    ["*a", "ba", true],
    ["*a", "ab", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "acb", false],
    ["*b*", "abc", true],
    ["ab*bc", "abc", false],
    ["a**c", "abc", true],
    ["a*a*b", "ab", false],
    ["a.c", "abc", false],
    ["[a]", "a", false],
    ["a?", "ab", false],
  ];
  for (const [pattern, text, matches] of cases) {
    assertEquals(matchesGlob(pattern, text), matches, `${pattern} ${text}`);
  }
});

Deno.test("a hostile name does not make a glob slow", () => {
  const start = performance.now();
  assert(!matchesGlob("*a".repeat(20) + "*b", "a".repeat(200_000)));
  assert(performance.now() - start < 2_000);
});

const tool = (path: string, annotations: Annotations = {}) => {
  const [server, name] = path.split("/") as [string, string];
  return { server, name, annotations };
};
const covered = (rule: string, path: string, annotations?: Annotations) =>
  covers(parseRule(rule, "permissions.deny"), tool(path, annotations));

Deno.test("a rule covers the tools that it names, in Claude Code's spelling and in ours", () => {
  const cases: [rule: string, path: string, covers: boolean][] = [
    ["mcp__github", "github/delete_repo", true],
    ["mcp__github", "github2/delete_repo", false],
    ["mcp__github__*", "github/delete_repo", true],
    ["mcp__github__*", "gitlab/delete_repo", false],
    ["mcp__github__delete_repo", "github/delete_repo", true],
    ["mcp__github__delete_repo", "github/delete_repo_now", false],
    ["mcp__github__delete_*", "github/delete_repo", true],
    ["mcp__github__delete_*", "github/undelete_repo", false],
    ["mcp__*", "any/tool", true],
    ["mcp__git*", "gitlab/x", true],
    ["mcp__*__delete_*", "any/delete_x", true],
    ["mcp__*__delete_*", "any/x", false],
    ["mcp__a__b__c", "a/b__c", true],
    ["mcp__a__b__c", "a__b/c", true],
    ["mcp__a___b", "a/_b", true],
    ["mcp__a___b", "a_/b", true],
    ["mcp__my_server__x", "my.server/x", true],
    ["mcp__My_Server__x", "My Server/x", true],
    ["My Server.x", "My Server/x", true],
    ["github.delete_*", "github/delete_repo", true],
    ["github.*", "github/x", true],
    ["*.delete_*", "any/delete_x", true],
    ["my.server.x", "my.server/x", true],
    ["my.server.x", "my/server.x", true],
    ["github.x", "Github/x", false],
    ["notion.create_page", "notion/create-page", true],
    ["notion.createPage", "notion/create-page", true],
    ["memory.deleteEntities", "memory/delete_entities", true],
    ["mcp__memory__delete_*", "memory/delete_entities", true],
    ["notion.create-page", "notion/create_page", false],
  ];
  for (const [rule, path, expected] of cases) {
    assertEquals(covered(rule, path), expected, `${rule} ${path}`);
  }
});

Deno.test("a selector covers the tools of its kind", () => {
  const cases: [rule: string, annotations: Annotations, covers: boolean][] = [
    ["@destructive", { destructiveHint: true }, true],
    ["@destructive", { destructiveHint: true, readOnlyHint: true }, true],
    ["@destructive", { readOnlyHint: false }, false],
    ["@destructive", {}, false],
    ["@write", {}, true],
    ["@write", { readOnlyHint: false }, true],
    ["@write", { readOnlyHint: true }, false],
    ["@openWorld", { openWorldHint: true }, true],
    ["@openWorld", { openWorldHint: false }, false],
    ["@openWorld", {}, true],
    ["github.@write", {}, true],
    ["gitlab.@write", {}, false],
    ["mcp__github__@write", {}, true],
    ["mcp__git__@write", {}, false],
    ["*.@destructive", { destructiveHint: true }, true],
  ];
  for (const [rule, annotations, expected] of cases) {
    assertEquals(
      covered(rule, "github/list_issues", annotations),
      expected,
      `${rule} ${JSON.stringify(annotations)}`,
    );
  }
  const lie = { readOnlyHint: true };
  assert(covered("@write", "azure/communication_email_send", lie), "a name belies its hint");
});

Deno.test("parseRule refuses what is no rule, and says why", () => {
  const cases: [rule: string, reason: string][] = [
    ["", "names no server"],
    ["github", "names no server"],
    ["delete_*", "names no server"],
    ["mcp__", "names no server"],
    ["mcp__github__", "names no server"],
    ["github.", "names no server"],
    [".delete", "names no server"],
    ["@destructve", '"@destructve"'],
    ["@", '"@"'],
    ["@constructor", "@destructive, @write, @openWorld"],
    ["github@write", 'needs "." or "__"'],
    ["mcp__github@write", 'needs "." or "__"'],
    ["a.@write@write", "@ twice"],
    ["mcp__github__create_issue(title:*)", '"("'],
    ["github.{a,b}", '"{"'],
    ["github.a|github.b", '"|"'],
    ["!github.a", '"!"'],
    ["github.a?", '"?"'],
    ["github.a ", "blank"],
    ["github." + "a".repeat(600), "512"],
  ];
  for (const [rule, reason] of cases) {
    assertThrows(() => parseRule(rule, "permissions.deny"), SyntaxError, reason, rule);
  }
});

Deno.test("coversByName tells a rule on a tool from one on its server", () => {
  const named = (rule: string) => coversByName(parseRule(rule, "x"), tool("a/b", {}));
  for (const rule of ["mcp__a__b", "a.b", "a.*b", "mcp__*__b"]) assert(named(rule), rule);
  for (const rule of ["mcp__a", "mcp__a__*", "a.*", "a.@write", "mcp__*", "a.c"]) {
    assert(!named(rule), rule);
  }
});

Deno.test("ruleNaming names any tool", () => {
  for (const path of ["a/b", "my.server/x-y", "a__b/c__d", "_/_", "Ä ö/(x)", "a/*", "a/@write"]) {
    assert(coversByName(parseRule(ruleNaming(tool(path)), "x"), tool(path)), path);
  }
});
