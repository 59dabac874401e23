import { assertEquals } from "@std/assert";
import { memory } from "../../../src/servers/memory/namespace.ts";
import type { SurveyedServer } from "../../../src/cli/servers/survey.ts";
import { unmatchedRules } from "../../../src/cli/servers/unmatched_rules.ts";
import { offerOf } from "./config.ts";

function surveyed(name: string, state: "works" | "failed", tools: string[] = []): SurveyedServer {
  return {
    ...{
      name,
      global: name,
      state,
      readOnly: false,
      private: false,
      renamed: [],
      changed: {},
      refusals: [],
    },
    tools: tools.map((name) => ({
      ...{ name, written: name, signature: name, judged: { kind: "allow" as const } },
      tool: { name, inputSchema: {} },
    })),
  };
}

Deno.test("a rule that matches no tool is found, where all tools that it may mean are known", () => {
  const { servers } = offerOf({
    mcpServers: {
      git: { command: "x", includeTools: ["list_*", "no_*"], disabledTools: ["gone"] },
      dead: { command: "x" },
    },
    permissions: {
      deny: [
        "mcp__git__list_tags",
        "git.lst_*",
        "dead.anything",
        "git.@destructive",
        "nosuch.x",
        "memory.read_graf",
      ],
      ask: ["memory.read_graph", "*.list_tags"],
      allow: ["mcp__git", "mcp__git__x"],
    },
  });
  const found = unmatchedRules(
    servers!.permissions,
    ["git", "dead"],
    [surveyed("git", "works", ["list_tags"]), surveyed("dead", "failed")],
    [memory],
  );
  assertEquals(found, [
    { rule: "git.lst_*", where: "permissions.deny" },
    { rule: "memory.read_graf", where: "permissions.deny" },
    { rule: "gone", where: "mcpServers.git.disabledTools" },
    { rule: "mcp__git__x", where: "permissions.allow" },
    { rule: "no_*", where: "mcpServers.git.includeTools" },
  ]);
});
