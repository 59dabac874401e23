import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { remedyFor } from "../../../src/cli/servers/remedy.ts";
import type { SurveyedServer } from "../../../src/cli/servers/survey.ts";
import { table } from "../../../src/cli/servers/table.ts";
import { painter } from "../../../src/cli/terminal/paint.ts";

const BASE = { readOnly: false, private: false, tools: [], renamed: [], changed: {}, refusals: [] };
const ALLOW = { kind: "allow" } as const;
const ASK = { kind: "ask", rule: "@destructive, the default", remedy: "allow it" } as const;
const DENY = { kind: "deny", rule: '"x.drop" in permissions.deny', remedy: "remove it" } as const;

const NOTES: SurveyedServer = {
  ...BASE,
  ...{ name: "my-notes", global: "my_notes", state: "works", ms: 812, readOnly: true },
  tools: [["read", ALLOW], ["wipe", ASK], ["drop", DENY]].map(([name, judged]) => ({
    ...{ name, written: name, signature: `${name}()`, judged, tool: { name, inputSchema: {} } },
  })) as SurveyedServer["tools"],
};
const DEAD: SurveyedServer = {
  ...BASE,
  ...{ name: "dead", global: "dead", state: "failed", reason: "gone ".repeat(30).trim() },
  remedy: "start it",
};
const FOUND = {
  config: "/config/mcp.json",
  servers: [NOTES, DEAD, { ...BASE, name: "off", global: "off", state: "disabled" as const }],
  problems: [
    { path: "mcpServers.dead.env.A", line: 3, server: "dead", stops: true, what: "W", remedy: "R" },
    { path: "timeout", server: "dead", stops: false, what: "is odd", remedy: "change it" },
    { path: "colour", line: 9, stops: false, what: "is not\u001b[2J known", remedy: "remove it" },
  ],
  unmatchedRules: [{ rule: "my-notes.x", where: "permissions.deny" }],
};

Deno.test("the table has a line a server, reasons and remedies, in 80 columns", () => {
  const text = table(FOUND, false, painter(false));
  assertEquals(
    text,
    `Config: /config/mcp.json

✓ my-notes (my_notes)  2 of 3 tools        812 ms  denied 1, ask 1, read-only
✗ dead
    ${Array(15).fill("gone").join(" ")}
    ${Array(15).fill("gone").join(" ")}
    → start it
- off                  disabled

Problems of the config:
  timeout: is odd
  → change it
  colour, line 9: is not [2J known
  → remove it

Rules that match no tool:
  "my-notes.x" in permissions.deny

1 server works, 1 does not.`,
  );
  assert(text.split("\n").every(({ length }) => length <= 80));
  assert(
    table(FOUND, false, painter(true)).includes("\x1b[31m✗\x1b[39m"),
    "a terminal has colours",
  );
});

Deno.test("the table says which tools have changed lately, by day", () => {
  const changed = { b: "2026-01-02", c: "2026-01-01", a: "2026-01-02" };
  const text = table({ ...FOUND, servers: [{ ...NOTES, changed }] }, false, painter(false));
  assertStringIncludes(
    text,
    "read-only\n    changed since 2026-01-01: c; changed since 2026-01-02: b, a\n",
  );
});

Deno.test("the table of named servers has every tool, and what the rules say of it", () => {
  const text = table({ ...FOUND, servers: [NOTES] }, true, painter(false));
  assertStringIncludes(
    text,
    `
  ✓ read()
  ? wipe()
      asks: @destructive, the default
      → allow it
  ✗ drop()
      denied: "x.drop" in permissions.deny
      → remove it
`,
  );
});

Deno.test("a remedy names a variable that the server's last words name", () => {
  const error = new Error('the last that it said was "GITHUB_TOKEN is required"');
  assertStringIncludes(
    remedyFor(error, "github", () => true),
    '"env": { "GITHUB_TOKEN": "${GITHUB_TOKEN}" } in mcpServers.github',
  );
  assertStringIncludes(remedyFor(error, "github", () => false), '"GITHUB_TOKEN": "…"');
  assertStringIncludes(remedyFor(new Error("it ended"), "x", () => true), "in a terminal");
});
