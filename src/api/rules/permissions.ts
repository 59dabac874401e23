import type { Closure } from "./read_rules.ts";
import { covers, coversByName, fitsName, isOpenWorld, type Rule, ruleNaming } from "./rule.ts";
import { surelyReads } from "./surely_reads.ts";
import type { Tool } from "./tool.ts";

/** Everything that decides whether a program may call a tool. Plain data. */
export interface Permissions {
  readonly deny: readonly Rule[];
  readonly ask: readonly Rule[];
  readonly allow: readonly Rule[];
  readonly closed: readonly Closure[];
  /** Only tools that surely only read, of all servers: `--read-only`. */
  readonly readOnly: boolean;
  /** What the config says of single servers, by name. */
  readonly servers: ReadonlyMap<string, ServerPolicy>;
  /** Servers that code-mode brings itself: the default question is not asked of their tools. */
  readonly embedded: readonly string[];
}

export interface ServerPolicy {
  /** Only tools that surely only read. */
  readonly readOnly: boolean;
  /** What programs read there is not for other servers. */
  readonly private: boolean;
  /** When present, only tools that one of these patterns matches. */
  readonly only?: { readonly patterns: readonly string[]; readonly where: string };
}

/** Whether a tool may be called; if not, by which rule, and what to change in the config. */
export type Verdict =
  | { readonly kind: "allow" }
  | { readonly kind: "deny" | "ask"; readonly rule: string; readonly remedy: string };

const ALLOW: Verdict = Object.freeze({ kind: "allow" });

/** The question that needs no rule. */
const DEFAULT_ASK: Rule = {
  text: "@destructive",
  where: "the default",
  readings: [{ server: "*", tool: "*" }],
  selector: "destructive",
};

/**
 * Judges a tool: deny, then ask, then allow, as Claude Code does. The first rule that covers it counts,
 * however general it is; without a rule, destructive tools are asked for and all others allowed.
 */
export function verdict(tool: Tool, permissions: Permissions): Verdict {
  return denied(tool, permissions) ?? asked(tool, permissions) ?? ALLOW;
}

function denied(tool: Tool, permissions: Permissions): Verdict | undefined {
  const closure = permissions.closed.find(({ servers }) =>
    servers.some((pattern) => fitsName(pattern, tool.server))
  );
  if (closure) return { kind: "deny", rule: closure.rule, remedy: `Mend ${closure.remedy}` };
  const rule = permissions.deny.find((rule) => covers(rule, tool));
  if (rule) return { kind: "deny", ...broken(rule) };
  const server = permissions.servers.get(tool.server);
  if (server?.only && !server.only.patterns.some((pattern) => fitsName(pattern, tool.name))) {
    const { where } = server.only;
    const remedy = `Add ${JSON.stringify(tool.name)} to ${where}`;
    return { kind: "deny", rule: `${where} does not list the tool`, remedy };
  }
  const readOnly = permissions.readOnly
    ? "read-only"
    : server?.readOnly
    ? `mcpServers.${tool.server}.readOnly`
    : undefined;
  if (readOnly === undefined || surelyReads(tool)) return undefined;
  if (permissions.allow.some((rule) => coversByName(rule, tool))) return undefined;
  return { kind: "deny", rule: readOnly, remedy: allowLine(tool) };
}

function asked(tool: Tool, permissions: Permissions): Verdict | undefined {
  const rule = permissions.ask.find((rule) => covers(rule, tool));
  if (rule) return { kind: "ask", ...broken(rule) };
  if (permissions.embedded.includes(tool.server) || !covers(DEFAULT_ASK, tool)) return undefined;
  if (permissions.allow.some((rule) => liftsDefault(rule) && covers(rule, tool))) return undefined;
  return { kind: "ask", rule: "@destructive, the default", remedy: allowLine(tool) };
}

/** `@write` and `@openWorld` alone name neither a server nor a tool, nor what the default asks for. */
function liftsDefault({ selector, readings }: Rule): boolean {
  return selector === undefined || selector === DEFAULT_ASK.selector ||
    readings.some(({ server }) => /[^*_]/.test(server));
}

/**
 * Keeps what a program has read from private servers from leaving by others: a call to an open-world tool
 * of another server becomes a question. Rules do not lift this: `allow` was written for the tool alone.
 *
 * @param judged what `verdict` says of the tool
 * @param readFrom the servers that the program has called so far, with or without success
 */
export function keepPrivate(
  judged: Verdict,
  tool: Tool,
  readFrom: Iterable<string>,
  { servers }: Permissions,
): Verdict {
  if (judged.kind !== "allow" || !isOpenWorld(tool)) return judged;
  for (const name of readFrom) {
    if (name === tool.server || !servers.get(name)?.private) continue;
    const where = `mcpServers.${name}`;
    return {
      kind: "ask",
      rule: `${where}.private: the program has read from ${JSON.stringify(name)}`,
      remedy: `Remove "private": true from ${where}`,
    };
  }
  return judged;
}

/** A written rule is not outweighed by another: only its removal lets the tool through. */
function broken({ text, where }: Rule): { rule: string; remedy: string } {
  const rule = JSON.stringify(text);
  return { rule: `${rule} in ${where}`, remedy: `Remove ${rule} from ${where}` };
}

function allowLine(tool: Tool): string {
  return `"permissions": { "allow": [${JSON.stringify(ruleNaming(tool))}] }`;
}
