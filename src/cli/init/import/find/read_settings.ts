import { isObject } from "../../../../servers/config/fields.ts";
import { at, type FileFault, readJsonFile } from "./find_entries.ts";

export const KINDS = ["deny", "ask", "allow"] as const;
export type Kind = typeof KINDS[number];

/** A rule of Claude Code's settings on tools of MCP servers. */
export interface FoundRule {
  readonly kind: Kind;
  readonly text: string;
  readonly file: string;
}

/** A hook that waits for calls of tools of MCP servers. */
export interface FoundHook {
  readonly event: string;
  readonly matcher: string;
  readonly file: string;
}

/** What Claude Code's settings say of MCP servers. */
export interface Settings {
  readonly rules: readonly FoundRule[];
  readonly hooks: readonly FoundHook[];
  /** Servers that the user has turned off or not approved. */
  readonly off: ReadonlySet<string>;
  /** Lists that cannot be read: what they forbid is not known. */
  readonly faults: readonly FileFault[];
}

/** The config takes no more in a list. */
const MAX_RULES = 1000;
const MAX_HOOKS = 100;

/**
 * Reads settings of Claude Code.
 *
 * @param files those that hold rules, hooks and what is turned off
 * @param own `~/.claude.json` with the folders of the project, which says what is turned off there
 */
export async function readSettings(
  files: readonly string[],
  own?: { readonly file: string; readonly projects: readonly string[] },
): Promise<Settings> {
  const faults: FileFault[] = [];
  const rules: FoundRule[] = [];
  const hooks: FoundHook[] = [];
  const off = new Set<string>();
  const turnOff = (settings: unknown) => {
    for (const key of ["disabledMcpjsonServers", "disabledMcpServers"]) {
      for (const name of texts(at(settings, [key]))) off.add(name);
    }
  };
  for (const file of files) {
    const value = (await readJsonFile(file, faults))?.value;
    for (const kind of KINDS) {
      const list = at(value, ["permissions", kind]);
      const found = texts(list).filter((text) => text.trimStart().startsWith("mcp__"));
      rules.push(...found.map((text): FoundRule => ({ kind, text, file })));
      const wrong = list !== undefined && !Array.isArray(list)
        ? `"permissions.${kind}" is no list: mend it`
        : found.length > MAX_RULES
        ? `"permissions.${kind}" has more than ${MAX_RULES} rules: use patterns`
        : undefined;
      if (wrong !== undefined) faults.push({ file, what: wrong });
    }
    hooks.push(...hooksOf(value, file));
    turnOff(value);
  }
  const value = own && (await readJsonFile(own.file, []))?.value; // Its faults come with its entries.
  for (const project of own?.projects ?? []) turnOff(at(value, ["projects", project]));
  return { rules, hooks: hooks.slice(0, MAX_HOOKS), off, faults };
}

function hooksOf(value: unknown, file: string): FoundHook[] {
  const hooks = at(value, ["hooks"]);
  if (!isObject(hooks)) return [];
  return Object.entries(hooks).flatMap(([event, list]) =>
    (Array.isArray(list) ? list : []).flatMap((hook: unknown): FoundHook[] => {
      const matcher = at(hook, ["matcher"]);
      if (typeof matcher !== "string" || !matcher.includes("mcp__")) return [];
      // One on code-mode's own tool still sees its calls.
      return /^mcp__code[-_]mode/.test(matcher) ? [] : [{ event, matcher, file }];
    })
  );
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
