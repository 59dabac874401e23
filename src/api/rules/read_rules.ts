import { concerns, fitsName, parseRule, type Rule } from "./rule.ts";

/** The rules of a config, by what they do, and what of them could not be read. */
export interface RuleLists {
  readonly deny: readonly Rule[];
  readonly ask: readonly Rule[];
  readonly allow: readonly Rule[];
  readonly closed: readonly Closure[];
  readonly faults: readonly RuleFault[];
}

/** Servers whose tools are all refused, since a rule that may protect them could not be read. */
export interface Closure {
  /** Patterns of names. */
  readonly servers: readonly string[];
  /** What could not be read, with its place. */
  readonly rule: string;
  readonly remedy: string;
}

/** What is wrong with a rule, for the person who wrote it. */
export interface RuleFault {
  /** Key path, e.g. `permissions.deny[0]`. */
  readonly where: string;
  readonly what: string;
  readonly remedy: string;
  /** Whether servers are refused until it is mended. */
  readonly closes: boolean;
}

const LISTS = ["deny", "ask", "allow"] as const;

/** Keys of Claude Code's settings beside the lists, which say nothing of tools of MCP servers. */
const CLAUDE_KEYS = new Set([
  "additionalDirectories",
  "defaultMode",
  "disableAutoMode",
  "disableBypassPermissionsMode",
]);

/** Tools of Claude Code itself: rules on them come along where settings are copied. */
const CLAUDE_TOOL = new RegExp(
  "^(Agent|Bash|BashOutput|Edit|Glob|Grep|KillShell|LS|MultiEdit|NotebookEdit|NotebookRead|PowerShell|" +
    "Read|Skill|SlashCommand|Task|TodoWrite|WebFetch|WebSearch|Write)(\\(|$)",
);

/** More is no list that a person wrote, and each call is compared with all of them. */
const MAX_RULES = 1000;

/**
 * Reads `permissions: { deny, ask, allow }`. Never throws. A `deny` or an `ask` that cannot be read closes
 * the server that it names, or all servers where that cannot be said.
 *
 * @param value as JSON has it; `undefined` when the config has none
 * @param servers the names of all servers that there are
 * @param path where it stands in the config
 */
export function readRules(
  value: unknown,
  servers: readonly string[],
  path = "permissions",
): RuleLists {
  const lists = { deny: [] as Rule[], ask: [] as Rule[], allow: [] as Rule[] };
  const closed: Closure[] = [];
  const faults: RuleFault[] = [];
  const tell = (where: string, what: string, remedy: string, closes: readonly string[] = []) => {
    faults.push({ where, what, remedy, closes: closes.length > 0 });
    if (closes.length > 0) {
      closed.push({ servers: closes, rule: `${where} ${what}`, remedy: `${where}: ${remedy}` });
    }
  };
  const result = { ...lists, closed, faults };
  if (value === undefined) return result;
  if (!isObject(value)) {
    tell(path, "is no object", 'write { "deny": [], "ask": [], "allow": [] }', ["*"]);
    return result;
  }
  for (const [key, list] of Object.entries(value)) {
    const where = `${path}.${key}`;
    if (!isListName(key)) {
      if (CLAUDE_KEYS.has(key)) tell(where, "is ignored", "remove it");
      // It may be a misspelt "deny".
      else {tell(where, "is not known", "the lists are deny, ask and allow: rename or remove it", [
          "*",
        ]);}
    } else if (!Array.isArray(list)) {
      tell(where, "is no list", "write a list of rules", key === "allow" ? [] : ["*"]);
    } else if (list.length > MAX_RULES) {
      tell(where, `has more than ${MAX_RULES} rules`, "use patterns", key === "allow" ? [] : ["*"]);
    } else {
      list.forEach((text, at) => {
        const rule = readRule(text, { key, where, at, servers, tell });
        if (rule) lists[key].push(rule);
      });
    }
  }
  return result;
}

function readRule(
  text: unknown,
  { key, where, at, servers, tell }: {
    key: typeof LISTS[number];
    where: string;
    at: number;
    servers: readonly string[];
    tell: (where: string, what: string, remedy: string, closes?: readonly string[]) => void;
  },
): Rule | undefined {
  const place = `${where}[${at}]`;
  const quoted = quote(text);
  try {
    if (typeof text !== "string") throw new SyntaxError("is no text");
    if (CLAUDE_TOOL.test(text)) {
      tell(place, `${quoted} is a rule on a tool of Claude Code itself`, "remove it here");
      return undefined;
    }
    const rule = parseRule(text, where);
    if (!servers.some((server) => concerns(rule, server))) {
      const known = servers.map((server) => `"${server}"`).join(", ");
      tell(place, `${quoted} names no server of this config`, `there are ${known}`);
    }
    return rule;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const closes = key === "allow" ? [] : mayConcern(text, servers);
    tell(place, `${quoted} ${error.message}`, "mend or remove this rule", closes);
    return undefined;
  }
}

/** The servers that a text may have meant which is no rule. */
function mayConcern(text: unknown, servers: readonly string[]): string[] {
  // What looks like several rules in one text may mean any server.
  const name = typeof text !== "string" || /[\s,;|&]/.test(text)
    ? undefined
    : /^mcp__([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)__/.exec(text)?.[1] ?? /^([\w-]+)\./.exec(text)?.[1];
  if (name === undefined) return ["*"];
  // The name of the server may go on behind what separates it from the tool's.
  const patterns = [name, `${name}_*`, `${name}.*`];
  const known = servers.some((server) => patterns.some((one) => fitsName(one, server)));
  return known ? patterns : ["*"];
}

function isListName(key: string): key is typeof LISTS[number] {
  return LISTS.some((name) => name === key);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
