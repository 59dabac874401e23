import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  keepPrivate,
  type Permissions,
  type ServerPolicy,
  verdict,
} from "../../../src/api/rules/permissions.ts";
import { readRules } from "../../../src/api/rules/read_rules.ts";
import type { Annotations } from "../../../src/api/rules/tool.ts";

const SERVERS = ["memory", "github", "docs", "my.server"];

function permissions(
  rules?: unknown,
  { readOnly = false, servers = {} }: {
    readOnly?: boolean;
    servers?: Record<string, Partial<ServerPolicy>>;
  } = {},
): Permissions {
  return {
    ...readRules(rules, SERVERS),
    readOnly,
    servers: new Map(
      Object.entries(servers).map(([name, policy]) => [
        name,
        { readOnly: false, private: false, ...policy },
      ]),
    ),
    embedded: ["memory"],
  };
}

const tool = (path: string, annotations: Annotations = {}) => {
  const [server, name] = path.split("/") as [string, string];
  return { server, name, annotations };
};
const READER = tool("github/get_issue", { readOnlyHint: true });
const WRITER = tool("github/create_issue", { readOnlyHint: false });
const DESTROYER = tool("github/delete_repo", { destructiveHint: true });
const SILENT = tool("github/frobnicate");

Deno.test("without rules destructive tools are asked for, and all others allowed", () => {
  for (const one of [READER, WRITER, SILENT]) {
    assertEquals(verdict(one, permissions()), { kind: "allow" });
  }
  assertEquals(verdict(DESTROYER, permissions()), {
    kind: "ask",
    rule: "@destructive, the default",
    remedy: '"permissions": { "allow": ["mcp__github__delete_repo"] }',
  });
});

Deno.test("deny goes before ask, ask before allow, however general the rule", () => {
  const cases: [rules: Record<string, string[]>, kind: string][] = [
    [{ deny: ["mcp__github"], allow: ["mcp__github__create_issue"] }, "deny"],
    [{ deny: ["@write"], allow: ["mcp__github__create_issue"] }, "deny"],
    [{ deny: ["github.create_*"], ask: ["github.*"] }, "deny"],
    [{ ask: ["mcp__*"], allow: ["github.create_issue"] }, "ask"],
    [{ ask: ["github.@write"], allow: ["github.create_issue"] }, "ask"],
    [{ ask: ["docs.@write"] }, "allow"],
    [{ deny: ["docs.*"], allow: ["github.*"] }, "allow"],
    [{ deny: [], ask: [], allow: [] }, "allow"],
  ];
  for (const [rules, kind] of cases) {
    assertEquals(verdict(WRITER, permissions(rules)).kind, kind, JSON.stringify(rules));
  }
});

Deno.test("allow lifts the default question, and never one that is written", () => {
  const cases: [rules: Record<string, string[]>, kind: string][] = [
    [{ allow: ["mcp__github"] }, "allow"],
    [{ allow: ["github.delete_repo"] }, "allow"],
    [{ allow: ["mcp__*"] }, "allow"],
    [{ allow: ["@destructive"] }, "allow"],
    [{ allow: ["github.@write"] }, "allow"],
    [{ allow: ["@write"] }, "ask"],
    [{ allow: ["@openWorld"] }, "ask"],
    [{ allow: ["mcp__*__@write"] }, "ask"],
    [{ allow: ["docs.*"] }, "ask"],
    [{ ask: ["@destructive"], allow: ["mcp__github"] }, "ask"],
    [{ ask: ["docs.*"] }, "ask"],
  ];
  for (const [rules, kind] of cases) {
    assertEquals(verdict(DESTROYER, permissions(rules)).kind, kind, JSON.stringify(rules));
  }
});

Deno.test("readOnly lets only readers through, and tools that an allow rule names", () => {
  const all = { readOnly: true };
  const one = { servers: { github: { readOnly: true } } };
  for (const setting of [all, one]) {
    assertEquals(verdict(READER, permissions({}, setting)).kind, "allow");
    for (const other of [WRITER, SILENT, DESTROYER]) {
      assertEquals(verdict(other, permissions({}, setting)).kind, "deny", other.name);
    }
    const given = (allow: string) => verdict(WRITER, permissions({ allow: [allow] }, setting)).kind;
    assertEquals(given("github.create_issue"), "allow");
    assertEquals(given("mcp__github__create_*"), "allow");
    for (const rule of ["mcp__github", "github.*", "@write", "github.@write"]) {
      assertEquals(given(rule), "deny", rule);
    }
  }
  const elsewhere = { ...WRITER, server: "docs" };
  assertEquals(verdict(elsewhere, permissions({}, one)).kind, "allow");
  const asked = permissions({ ask: ["@write"], allow: ["github.create_issue"] }, all);
  assertEquals(verdict(WRITER, asked).kind, "ask");
});

Deno.test("the embedded server is spared the default question, not the written rules", () => {
  const erase = tool("memory/delete_entities", { destructiveHint: true });
  assertEquals(verdict(erase, permissions()).kind, "allow");
  assertEquals(verdict(erase, permissions({ ask: ["@destructive"] })).kind, "ask");
  assertEquals(verdict(erase, permissions({ deny: ["mcp__memory__*"] })).kind, "deny");
  assertEquals(verdict(erase, permissions({ deny: ["memory.deleteEntities"] })).kind, "deny");
});

Deno.test("a server's list of tools denies all others", () => {
  const only = { patterns: ["get_*"], where: "mcpServers.github.includeTools" };
  const listed = permissions({}, { servers: { github: { only } } });
  assertEquals(verdict(READER, listed).kind, "allow");
  assertEquals(verdict(WRITER, listed), {
    kind: "deny",
    rule: "mcpServers.github.includeTools does not list the tool",
    remedy: 'Add "create_issue" to mcpServers.github.includeTools',
  });
});

Deno.test("a remedy that adds a rule lets the tool through", () => {
  for (const one of [DESTROYER, tool("my.server/x y(z)", { destructiveHint: true })]) {
    for (const readOnly of [false, true]) {
      const judged = verdict(one, permissions({}, { readOnly }));
      assert(judged.kind !== "allow");
      const { permissions: rules } = JSON.parse(`{${judged.remedy}}`);
      assertEquals(verdict(one, permissions(rules, { readOnly })), { kind: "allow" });
    }
  }
});

Deno.test("a remedy for a written rule names the rule to remove", () => {
  assertEquals(verdict(WRITER, permissions({ ask: ["docs.*", "@write"] })), {
    kind: "ask",
    rule: '"@write" in permissions.ask',
    remedy: 'Remove "@write" from permissions.ask',
  });
});

Deno.test("a deny or ask rule that cannot be read closes the servers that it may concern", () => {
  const cases: [rules: unknown, closed: string[]][] = [
    [{ deny: ["mcp__github__create(x)"] }, ["github"]],
    [{ deny: ["github.@writes"] }, ["github"]],
    [{ ask: ["github.a?"] }, ["github"]],
    [{ deny: ["mcp__my_server__x(y)"] }, ["my.server"]],
    [{ deny: ["mcp__gihub__x(y)"] }, SERVERS],
    [{ deny: ["github.a, docs.b"] }, SERVERS],
    [{ deny: ["@destructve"] }, SERVERS],
    [{ deny: ["github"] }, SERVERS],
    [{ deny: [1] }, SERVERS],
    [{ deny: [null] }, SERVERS],
    [{ deny: "mcp__github" }, SERVERS],
    [{ denied: ["mcp__github"] }, SERVERS],
    [{ deny: Array(1001).fill("github.x") }, SERVERS],
    [[], SERVERS],
    [null, SERVERS],
    [{ deny: ["Bash(rm:*)", "Read(./.env)", "WebFetch"] }, []],
    [{ deny: ["gihub.x"] }, []],
    [{ allow: ["github"] }, []],
    [{ allow: "github.x" }, []],
    [{ defaultMode: "plan" }, []],
  ];
  for (const [rules, closed] of cases) {
    const read = permissions(rules);
    const label = JSON.stringify(rules).slice(0, 60);
    const refused = SERVERS.filter((server) =>
      verdict({ ...READER, server }, read).kind === "deny"
    );
    assertEquals(refused, closed, label);
    const { faults } = readRules(rules, SERVERS);
    assert(faults.length > 0, label);
    assertEquals(faults.some(({ closes }) => closes), closed.length > 0, label);
  }
});

Deno.test("a fault of a rule says where, what and what to do", () => {
  const { faults } = readRules({ deny: ["mcp__docs", "github.x", "gihub.x"], ask: ["github"] }, [
    "docs",
    "github",
  ]);
  assertEquals(faults, [
    {
      where: "permissions.deny[2]",
      what: '"gihub.x" names no server of this config',
      remedy: 'there are "docs", "github"',
      closes: false,
    },
    {
      where: "permissions.ask[0]",
      what: '"github" names no server and tool: write mcp__SERVER__TOOL or SERVER.TOOL',
      remedy: "mend or remove this rule",
      closes: true,
    },
  ]);
  const closed = verdict(READER, permissions({ ask: ["github"] }));
  assert(closed.kind === "deny");
  assertStringIncludes(closed.rule, 'permissions.ask[0] "github" names no server');
  assertStringIncludes(closed.remedy, "Mend permissions.ask[0]");
});

Deno.test("what was read from a private server is asked for before it leaves by another", () => {
  const given = permissions({ allow: ["docs.search"] }, { servers: { github: { private: true } } });
  const search = tool("docs/search");
  const inside = tool("docs/index", { openWorldHint: false });
  const judge = (one: typeof search, readFrom: string[]) =>
    keepPrivate(verdict(one, given), one, readFrom, given);
  assertEquals(judge(search, ["github", "docs"]), {
    kind: "ask",
    rule: 'mcpServers.github.private: the program has read from "github"',
    remedy: 'Remove "private": true from mcpServers.github',
  });
  assertEquals(judge(search, []).kind, "allow");
  assertEquals(judge(search, ["docs", "memory"]).kind, "allow");
  assertEquals(judge(inside, ["github"]).kind, "allow");
  assertEquals(judge(READER, ["github"]).kind, "allow");
  const denied = { kind: "deny", rule: "r", remedy: "m" } as const;
  assertEquals(keepPrivate(denied, search, ["github"], given), denied);
});
