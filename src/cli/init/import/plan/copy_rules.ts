import {
  concerns,
  fitsName,
  parseRule,
  type Reading,
  type Rule,
} from "../../../../api/rules/rule.ts";
import { claudeSpelling } from "../../../../api/rules/spellings.ts";
import { type FoundRule, type Kind, KINDS } from "../find/read_settings.ts";

/** A server that was imported, by its name in the client and its name in the config. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
  /** Whether the client's rules were about this one: of several of a name, the first. */
  readonly first: boolean;
}

export interface CopyOptions {
  readonly imported: readonly Renamed[];
  /** All servers of the config as it will be, the embedded memory too. */
  readonly servers: readonly string[];
  /** The names of code-mode's own entries in the client. */
  readonly own: readonly string[];
  /** What the config has already. */
  readonly there: Readonly<Record<Kind, readonly string[]>>;
  /** Whether the config lets programs only read: an `allow` would lift that. */
  readonly readOnly: boolean;
}

/** Rules for the config, and what became of those that could not be copied as they stand. */
export interface CopiedRules {
  readonly add: Readonly<Record<Kind, readonly string[]>>;
  readonly notes: readonly RuleNote[];
}

export interface RuleNote {
  readonly rule: FoundRule;
  readonly note: string;
}

/**
 * Makes rules of the config from Claude Code's. A `deny` or an `ask` comes out as strict as it was, or
 * stricter; an `allow` that would allow more than it did, or what others put into the config, is left out.
 */
export function copyRules(rules: readonly FoundRule[], options: CopyOptions): CopiedRules {
  const add: Record<Kind, string[]> = { deny: [], ask: [], allow: [] };
  const notes: RuleNote[] = [];
  for (const kind of KINDS) {
    for (const rule of rules.filter((one) => one.kind === kind)) {
      const { texts, note } = copyRule(rule, options);
      for (const text of texts) {
        if (!options.there[kind].includes(text) && !add[kind].includes(text)) add[kind].push(text);
      }
      if (note !== undefined) notes.push({ rule, note });
    }
  }
  return { add, notes };
}

function copyRule(
  { kind, text: given }: FoundRule,
  { imported, servers, own, readOnly }: CopyOptions,
): { texts: string[]; note?: string } {
  const { text, exact } = readable(given.trim());
  const rule = read(text, kind);
  if (!rule) return { texts: [], note: "names no server" };
  const { readings } = rule;
  if (readings.some(({ server }) => own.some((name) => server === claudeSpelling(name)))) {
    return { texts: [], note: "is about code-mode itself, and stays in the client" };
  }
  if (kind === "allow") {
    // Claude Code itself takes no pattern for a server here.
    if (!exact || /^mcp__(?:(?!__).)*\*/.test(text)) {
      return { texts: [], note: "is left out: it could allow more than it was meant to" };
    }
    if (readOnly) return { texts: [], note: "is left out: the config is readOnly" };
    const texts = allowed(rule, imported, servers);
    if (texts.length > 0) return { texts };
    return { texts, note: "is about no server that was imported" };
  }
  const texts = [
    ...servers.some((server) => concerns(rule, server)) ? [text] : [],
    ...imported.filter(({ from, to }) => from !== to)
      .flatMap((server) => rewritten(readings, server)),
  ];
  if (texts.length === 0) return { texts, note: "is about no server behind code-mode" };
  return exact ? { texts } : { texts, note: `became ${JSON.stringify(text)}, which is stricter` };
}

function read(text: string, where: string): Rule | undefined {
  try {
    return parseRule(text, where);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As it stands where it lifts questions of imported servers alone, else for each of those by name. */
function allowed(
  rule: Rule,
  imported: readonly Renamed[],
  servers: readonly string[],
): string[] {
  const meant = imported.filter(({ first }) => first);
  const kept = meant.filter(({ from, to }) => from === to).map(({ to }) => to);
  const about = servers.filter((server) => concerns(rule, server));
  if (about.length > 0 && about.every((server) => kept.includes(server))) {
    const others = meant.filter(({ from, to }) => from !== to);
    return [rule.text, ...others.flatMap((server) => rewritten(rule.readings, server))];
  }
  return meant.flatMap((server) => rewritten(rule.readings, server));
}

/** The rule for a server that goes by another name now. */
function rewritten(readings: readonly Reading[], { from, to }: Renamed): string[] {
  return readings.filter(({ server }) => fitsName(server, from)).map(({ tool }) => {
    const server = `mcp__${claudeSpelling(to)}`;
    return tool === "*" ? server : `${server}__${tool}`;
  });
}

/**
 * A text that can be read as a rule: what the config has no words for becomes `*`. Only part of the calls
 * of a tool, `mcp__a__b(c)`, cannot be meant there.
 *
 * @returns whether it says the same
 */
function readable(given: string): { text: string; exact: boolean } {
  const [, name = given, part] = /^(mcp__[^(]*)\((.*)\)$/s.exec(given) ?? [];
  const text = name.replace(/[^\p{L}\p{N} _\-./:*$]/gu, "*").slice(0, MAX_CHARS).trimEnd();
  const cut = name.length > MAX_CHARS ? `${text}*` : text;
  return { text: cut, exact: cut === name && (part === undefined || part === "*") };
}

const MAX_CHARS = 500;
