import type { ServerPolicy } from "../../api/rules/permissions.ts";
import type { Rule } from "../../api/rules/rule.ts";
import type { Fields } from "./fields.ts";
import { pathText } from "./problem.ts";
import type { Tell } from "./report.ts";

/** What an entry says of its tools, as rules. */
export interface ToolRules {
  readonly deny: readonly Rule[];
  readonly allow: readonly Rule[];
  readonly only?: NonNullable<ServerPolicy["only"]>;
}

/** Gemini CLI's key, then codex's. */
const ONLY = ["includeTools", "enabled_tools"];
/** Gemini CLI's, Roo's and Kiro's, codex's. */
const DENY = ["excludeTools", "disabledTools", "disabled_tools"];
/** Roo's, then Cline's and Kiro's. */
const ALLOW = ["alwaysAllow", "autoApprove"];

/** Reads the keys by which other clients say which tools of a server may be called, and how freely. */
export function readToolRules(server: string, fields: Fields, tell: Tell): ToolRules {
  const rules = (key: string, patterns: readonly string[]): Rule[] =>
    patterns.map((pattern) => ({
      text: pattern,
      where: pathText(fields.path(key)),
      readings: [{ server, tool: pattern }],
    }));
  const [only, second] = ONLY.flatMap((key) => {
    const patterns = fields.strings(key);
    return patterns ? [{ patterns, where: pathText(fields.path(key)), key }] : [];
  });
  if (second) {
    const what = `says the same as "${only!.key}"`;
    tell(fields.path(second.key), what, "remove one of them", true);
  }
  return {
    deny: DENY.flatMap((key) => rules(key, fields.strings(key) ?? [])),
    allow: [
      ...fields.boolean("trust") ? rules("trust", ["*"]) : [],
      ...ALLOW.flatMap((key) => {
        const given = fields.listOrTrue(key) ?? [];
        return rules(key, given === true ? ["*"] : given);
      }),
    ],
    ...only ? { only: { patterns: only.patterns, where: only.where } } : {},
  };
}
