import type { SurveyedServer } from "./survey.ts";

/** How many tools of a server programs may call, e.g. `12 of 14 tools`. */
export function toolsText({ tools }: SurveyedServer): string {
  const allowed = tools.filter(({ judged }) => judged.kind !== "deny").length;
  const of = allowed === tools.length ? "" : ` of ${tools.length}`;
  return `${allowed}${of} ${tools.length === 1 ? "tool" : "tools"}`;
}

/** What the rules do with a server, e.g. `denied 2, ask 1, read-only`; empty where they do nothing. */
export function rulesText({ tools, readOnly, private: isPrivate }: SurveyedServer): string {
  const count = (kind: "deny" | "ask") => tools.filter(({ judged }) => judged.kind === kind).length;
  const [denied, ask] = [count("deny"), count("ask")];
  return [
    ...(denied > 0 ? [`denied ${denied}`] : []),
    ...(ask > 0 ? [`ask ${ask}`] : []),
    ...(readOnly ? ["read-only"] : []),
    ...(isPrivate ? ["private"] : []),
  ].join(", ");
}

/** Which tools are new or have changed lately, e.g. `changed since 2026-11-24: read, write`. */
export function changesText({ changed }: SurveyedServer): string {
  const days = [...new Set(Object.values(changed))].sort();
  return days.map((day) => {
    const names = Object.keys(changed).filter((name) => changed[name] === day);
    return `changed since ${day}: ${names.join(", ")}`;
  }).join("; ");
}
