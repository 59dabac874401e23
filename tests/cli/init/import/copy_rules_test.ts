import { assertEquals } from "@std/assert";
import { type Verdict, verdict } from "../../../../src/api/rules/permissions.ts";
import type { Annotations } from "../../../../src/api/rules/tool.ts";
import type { FoundRule, Kind } from "../../../../src/cli/init/import/find/read_settings.ts";
import {
  type CopyOptions,
  copyRules,
  type Renamed,
} from "../../../../src/cli/init/import/plan/copy_rules.ts";
import { readServersConfig } from "../../../../src/servers/config/servers_config.ts";

const same = (name: string): Renamed => ({ from: name, to: name, first: true });

/** Copies rules for servers of those names. */
function copy(rules: readonly [Kind, string][], options: Partial<CopyOptions> = {}) {
  const imported = options.imported ?? [same("git hub"), same("a__b"), same("memory")];
  const found = rules.map(([kind, text]): FoundRule => ({ kind, text, file: "/settings.json" }));
  const { add, notes } = copyRules(found, {
    imported,
    servers: imported.map(({ to }) => to),
    own: ["code-mode"],
    there: { deny: [], ask: [], allow: [] },
    readOnly: false,
    ...options,
  });
  return { add, notes: notes.map(({ rule, note }) => `${rule.text} ${note}`) };
}

/** What a config with rules says of a tool. */
function judge(
  permissions: unknown,
  server: string,
  name: string,
  annotations: Annotations = {},
): Verdict["kind"] {
  const config = JSON.stringify({
    mcpServers: { [server]: { command: "x" } },
    permissions,
  });
  const read = readServersConfig(config, {
    env: () => undefined,
    workspace: "/",
    os: "linux",
    embedded: ["memory"],
  });
  return verdict({ server, name, annotations }, read.permissions).kind;
}

Deno.test("copied rules hold as they did: deny, then ask, then allow", () => {
  const destroys = { destructiveHint: true };
  const cases: [
    rules: [Kind, string][],
    tool: [string, string, Annotations?],
    kind: Verdict["kind"],
  ][] = [
    [[["deny", "mcp__git_hub"]], ["git hub", "get"], "deny"],
    [[["deny", "mcp__git_hub__*"]], ["git hub", "get"], "deny"],
    [[["deny", "mcp__*"]], ["git hub", "get"], "deny"],
    [[["deny", "mcp__*__delete_*"]], ["git hub", "delete_it"], "deny"],
    [[["deny", "mcp__*__delete_*"]], ["git hub", "get"], "allow"],
    [[["deny", "mcp__git_hub__get"]], ["git hub", "get"], "deny"],
    [[["deny", "mcp__git_hub__get"]], ["git hub", "get_all"], "allow"],
    [[["deny", "mcp__a__b__c"]], ["a__b", "c"], "deny"],
    [[["deny", "mcp__memory__delete_*"]], ["memory", "delete_entities"], "deny"],
    [[["ask", "mcp__git_hub"]], ["git hub", "get"], "ask"],
    [[["ask", "mcp__git_hub__get"], ["allow", "mcp__git_hub"]], ["git hub", "get"], "ask"],
    [[["deny", "mcp__git_hub__get"], ["ask", "mcp__git_hub__get"]], ["git hub", "get"], "deny"],
    [[["allow", "mcp__git_hub__get"], ["deny", "mcp__git_hub"]], ["git hub", "get"], "deny"],
    [[["allow", "mcp__git_hub__drop"]], ["git hub", "drop", destroys], "allow"],
    [[["allow", "mcp__git_hub__d*"]], ["git hub", "drop", destroys], "allow"],
    [[["allow", "mcp__git_hub"]], ["git hub", "drop", destroys], "allow"],
    [[["allow", "mcp__git_hub__drop"]], ["git hub", "wipe", destroys], "ask"],
    [[], ["git hub", "drop", destroys], "ask"],
    // Claude Code takes no patterns for servers in allow, and no selectors anywhere.
    [[["allow", "mcp__*"]], ["git hub", "drop", destroys], "ask"],
    [[["allow", "mcp__git*__drop"]], ["git hub", "drop", destroys], "ask"],
    [[["allow", "mcp__git_hub__@destructive"]], ["git hub", "drop", destroys], "ask"],
    // What the config has no words for is forbidden as a whole, and never allowed.
    [[["deny", "mcp__git_hub__get(name:x)"]], ["git hub", "get"], "deny"],
    [[["ask", "mcp__git_hub__get(name:x)"]], ["git hub", "get"], "ask"],
    [[["allow", "mcp__git_hub__drop(name:x)"]], ["git hub", "drop", destroys], "ask"],
    [[["allow", "mcp__git_hub__drop(*)"]], ["git hub", "drop", destroys], "allow"],
    [[["deny", "mcp__git_hub__g?t"]], ["git hub", "get"], "deny"],
    [[["deny", "mcp__git_hub__@get"]], ["git hub", "forget"], "deny"],
    [[["deny", " mcp__git_hub__get "]], ["git hub", "get"], "deny"],
    [[["deny", `mcp__git_hub__${"x".repeat(600)}`]], ["git hub", "x".repeat(600)], "deny"],
  ];
  for (const [rules, [server, name, annotations], kind] of cases) {
    const { add } = copy(rules);
    assertEquals(judge(add, server, name, annotations), kind, JSON.stringify(rules));
  }
});

Deno.test("what cannot be copied as it stands is said", () => {
  const { add, notes } = copy([
    ["deny", "mcp__"],
    ["deny", "mcp__sentry__x"],
    ["deny", "mcp__code-mode__execute_code"],
    ["deny", "mcp__a__b__c(d)"],
    ["allow", "mcp__a__b__c(d)"],
    ["allow", "mcp__code-mode"],
    ["allow", "mcp__sentry"],
  ]);
  assertEquals(add, { deny: ["mcp__a__b__c"], ask: [], allow: [] });
  assertEquals(notes, [
    "mcp__ names no server",
    "mcp__sentry__x is about no server behind code-mode",
    "mcp__code-mode__execute_code is about code-mode itself, and stays in the client",
    'mcp__a__b__c(d) became "mcp__a__b__c", which is stricter',
    "mcp__a__b__c(d) is left out: it could allow more than it was meant to",
    "mcp__code-mode is about code-mode itself, and stays in the client",
    "mcp__sentry is about no server that was imported",
  ]);
});

Deno.test("rules follow a server that gets another name, and loosen nothing for the one that had it", () => {
  const imported = [{ from: "good", to: "good-2", first: true }];
  const options = { imported, servers: ["good", "good-2", "memory"] };
  const { add } = copy([
    ["deny", "mcp__good__a"],
    ["deny", "mcp__g*__b"],
    ["ask", "mcp__good"],
    ["allow", "mcp__good__c"],
  ], options);
  assertEquals(add, {
    deny: ["mcp__good__a", "mcp__good-2__a", "mcp__g*__b", "mcp__good-2__b"],
    ask: ["mcp__good", "mcp__good-2"],
    allow: ["mcp__good-2__c"],
  });
});

Deno.test("of two servers of a name the client's allow was about the first", () => {
  const imported = [same("good"), { from: "good", to: "good-2", first: false }];
  const { add } = copy([["allow", "mcp__good__c"], ["deny", "mcp__good__d"]], { imported });
  assertEquals(add, { deny: ["mcp__good__d", "mcp__good-2__d"], ask: [], allow: ["mcp__good__c"] });
});

Deno.test("what the config says already is not said twice, and readOnly is not lifted", () => {
  const there = { deny: ["mcp__memory__a"], ask: [], allow: [] };
  const rules: [Kind, string][] = [
    ["deny", "mcp__memory__a"],
    ["deny", "mcp__memory__b"],
    ["deny", "mcp__memory__b"],
    ["allow", "mcp__memory__c"],
  ];
  const { add, notes } = copy(rules, { there, readOnly: true });
  assertEquals(add, { deny: ["mcp__memory__b"], ask: [], allow: [] });
  assertEquals(notes, ["mcp__memory__c is left out: the config is readOnly"]);
});
