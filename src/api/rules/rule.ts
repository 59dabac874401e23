import { isLiteral, matchesGlob } from "./glob.ts";
import { claudeSpelling, spellings } from "./spellings.ts";
import { surelyReads } from "./surely_reads.ts";
import type { Tool } from "./tool.ts";

/** A rule on tools: which ones it is about, and what it was read from. */
export interface Rule {
  /** As it stands in the config, e.g. `mcp__github__delete_*`. */
  readonly text: string;
  /** The key path of its list, e.g. `permissions.deny`. */
  readonly where: string;
  /** The ways in which it can be read: `mcp__a__b__c` is of server `a` or of `a__b`. Each counts. */
  readonly readings: readonly Reading[];
  /** Only tools of this kind; all when absent. */
  readonly selector?: Selector;
}

/** Two patterns, for the name of the server and that of the tool. */
export interface Reading {
  readonly server: string;
  readonly tool: string;
}

export type Selector = "destructive" | "write" | "openWorld";

/** How each kind is recognised. Where a hint is missing, the default of the protocol counts, but for one. */
const SELECTORS: Readonly<Record<Selector, (tool: Tool) => boolean>> = {
  // The protocol's default is true. Here only an explicit hint counts: of 1,541 known tools 157 have no
  // annotations at all, and people stop reading questions that come at every call. A tool that claims to
  // read only as well contradicts itself and is not believed.
  destructive: ({ annotations }) => annotations?.destructiveHint === true,
  write: (tool) => !surelyReads(tool),
  openWorld: isOpenWorld,
};

/** @returns whether a tool may reach what lies outside its server; true when it doesn't say */
export function isOpenWorld({ annotations }: Tool): boolean {
  return annotations?.openWorldHint !== false;
}

const SELECTOR_NAMES = Object.keys(SELECTORS).map((name) => `@${name}`).join(", ");

/** Longer than any two names with a prefix. */
const MAX_CHARS = 512;

/**
 * Reads a rule: `mcp__github`, `mcp__github__delete_*` as in Claude Code, `github.delete_*`, `@write`,
 * `github.@write`, `mcp__github__@write`.
 *
 * @param where the key path of the list that it stands in
 * @throws {SyntaxError} for what is none, with what to write instead
 */
export function parseRule(text: string, where: string): Rule {
  if (text.length > MAX_CHARS) throw new SyntaxError(`is longer than ${MAX_CHARS} characters`);
  const [, named = "", selector] = /^([^@]*)(?:@([^@]*))?$/.exec(text) ?? [];
  if (text.trim() !== text) throw new SyntaxError("begins or ends with a blank");
  const odd = /[^\p{L}\p{N} _\-./:*$@]/u.exec(text)?.[0];
  if (odd !== undefined) {
    throw new SyntaxError(`has ${JSON.stringify(odd)}, and only * is special in a rule on tools`);
  }
  if (selector === undefined && text.includes("@")) throw new SyntaxError("has @ twice");
  if (selector === undefined) return { text, where, readings: readings(text) };
  if (!/(^|\.|__)$/.test(named)) throw new SyntaxError('needs "." or "__" before "@"');
  if (!Object.hasOwn(SELECTORS, selector)) {
    throw new SyntaxError(`selects "@${selector}", and there are ${SELECTOR_NAMES}`);
  }
  return {
    text,
    where,
    readings: named === "" ? [{ server: "*", tool: "*" }] : readings(`${named}*`),
    selector: selector as Selector,
  };
}

function readings(text: string): Reading[] {
  const claude = text.startsWith("mcp__");
  const names = claude ? text.slice("mcp__".length) : text;
  const found = splits(names, claude ? "__" : ".");
  // In Claude Code's form the name of a server alone stands for all its tools.
  if (claude && names !== "" && (found.length > 0 || !names.endsWith("__"))) {
    found.unshift({ server: names, tool: "*" });
  }
  if (found.length === 0) {
    throw new SyntaxError("names no server and tool: write mcp__SERVER__TOOL or SERVER.TOOL");
  }
  return found;
}

function splits(text: string, mark: string): Reading[] {
  const found: Reading[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const reading = { server: text.slice(0, at), tool: text.slice(at + mark.length) };
    if (reading.server !== "" && reading.tool !== "") found.push(reading);
  }
  return found;
}

/** @returns the rule that names a tool, readable whatever the tool is called */
export function ruleNaming({ server, name }: Tool): string {
  return `mcp__${claudeSpelling(server)}__${claudeSpelling(name)}`;
}

/** @returns whether a rule is about a tool */
export function covers(rule: Rule, tool: Tool): boolean {
  return selects(rule, tool) && rule.readings.some((reading) => fits(reading, tool));
}

/** @returns whether a rule is about a tool by name or by a part of it, not by its server alone */
export function coversByName(rule: Rule, tool: Tool): boolean {
  return selects(rule, tool) &&
    rule.readings.some((reading) => isLiteral(reading.tool) && fits(reading, tool));
}

/** @returns whether a rule can be about tools of a server */
export function concerns({ readings }: Rule, server: string): boolean {
  return readings.some((reading) => fitsName(reading.server, server));
}

/** @returns whether a pattern matches a name, however that is spelt */
export function fitsName(pattern: string, name: string): boolean {
  return spellings(name).some((spelling) => matchesGlob(pattern, spelling));
}

function selects({ selector }: Rule, tool: Tool): boolean {
  return selector === undefined || SELECTORS[selector](tool);
}

function fits({ server, tool }: Reading, { server: ofServer, name }: Tool): boolean {
  return fitsName(server, ofServer) && fitsName(tool, name);
}
