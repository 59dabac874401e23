import type { NamespaceDefinition } from "../../api/namespace.ts";
import type { Permissions } from "../../api/rules/permissions.ts";
import { concerns, covers, fitsName } from "../../api/rules/rule.ts";
import type { Tool } from "../../api/rules/tool.ts";
import type { SurveyedServer } from "./survey.ts";

/** A rule that is about no tool that there is: perhaps it is misspelt, and protects nothing. */
export interface UnmatchedRule {
  readonly rule: string;
  /** The key path of its list. */
  readonly where: string;
}

/**
 * Finds rules that match no tool. One that may be about a server whose tools are not known is left out,
 * and so are those on a kind of tools (`@write`), which are written for tools to come.
 *
 * @param names all servers of the config
 * @param surveyed those that were started
 * @param embedded what code-mode brings itself, before rules are applied
 */
export function unmatchedRules(
  { deny, ask, allow, embedded: isEmbedded, servers }: Permissions,
  names: readonly string[],
  surveyed: readonly SurveyedServer[],
  embedded: readonly NamespaceDefinition[],
): UnmatchedRule[] {
  const tools = new Map<string, Tool[]>();
  for (const { name: server, methods } of embedded) {
    if (!isEmbedded.includes(server)) continue;
    tools.set(server, Object.values(methods).map(({ tool }) => ({ server, name: tool })));
  }
  for (const { name: server, state, tools: its } of surveyed) {
    if (state === "works") tools.set(server, its.map(({ name }) => ({ server, name })));
  }
  const all = [...names, ...isEmbedded];
  const unmatched = [...deny, ...ask, ...allow].filter((rule) => {
    const meant = all.filter((server) => concerns(rule, server));
    return rule.selector === undefined && meant.length > 0 &&
      meant.every((server) => tools.get(server)?.every((tool) => !covers(rule, tool)));
  });
  const only = [...servers].flatMap(([server, { only }]) => {
    const its = tools.get(server);
    if (!only || !its) return [];
    return only.patterns
      .filter((pattern) => !its.some(({ name }) => fitsName(pattern, name)))
      .map((rule) => ({ rule, where: only.where }));
  });
  return [...unmatched.map(({ text, where }) => ({ rule: text, where })), ...only];
}
