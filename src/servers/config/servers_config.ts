import type { Permissions } from "../../api/rules/permissions.ts";
import { readRules } from "../../api/rules/read_rules.ts";
import { isObject } from "./fields.ts";
import { type JsonText, readJson } from "./json_text.ts";
import type { Problem } from "./problem.ts";
import { type ReadEntry, readEntry } from "./read_entry.ts";
import { isOfServer, Report, SECTIONS, type Tell } from "./report.ts";
import type { ServerEntry } from "./server_entry.ts";
import { readSmallFile } from "./small_file.ts";
import type { Surroundings } from "./variables.ts";

/** All that a config says, as plain data. */
export interface ServersConfig {
  /** In the file's order; those that cannot be started have a fault. */
  readonly servers: readonly ServerEntry[];
  readonly problems: readonly Problem[];
  readonly permissions: Permissions;
}

/** What a config is read with. */
export interface ReadOptions extends Surroundings {
  /** `--read-only`. */
  readonly readOnly?: boolean;
  /** Servers that code-mode brings itself, e.g. `memory`; an entry of that name replaces one. */
  readonly embedded?: readonly string[];
  /** Where the text comes from, to warn when others can read secrets in it. */
  readonly file?: { readonly path: string; readonly mode?: number };
  /** Reads the file at an absolute path, for `envFile`; throws when it cannot. */
  readonly readText?: (path: string) => string;
}

const TOP_KEYS = [...SECTIONS, "permissions", "readOnly", "inputs", "$schema"];

/** What is probably meant to protect, and would not at this place or in this spelling. */
const LIKE_RULES = /^(permission|deny|ask|allow|read_?only)/i;

/**
 * Reads the config of servers, `{ "mcpServers": { … }, "permissions": { … } }`, comments and all. Never
 * throws for what it says: a fault stops the server that it is in, and no other. What may hold rules and
 * cannot be read has every tool refused: a text that is no JSON, for one.
 *
 * @param text `undefined` when there is no config: no servers, and the default permissions
 */
export function readServersConfig(text: string | undefined, options: ReadOptions): ServersConfig {
  const { readOnly = false, embedded = [] } = options;
  const json = readJson(text ?? "{}");
  const report = new Report(json);
  const root = readRoot(json, report);
  const entries = readEntries(root, options, report);
  tellReaders(entries, options, report.tell);

  const servers = entries.map(({ entry }) => entry);
  const names = [...new Set([...servers.map(({ name }) => name), ...embedded])];
  const rules = readRules(root.permissions, names);
  for (const { where, what, remedy, closes } of rules.faults) {
    report.problems.push({ path: where, what, remedy, stops: closes });
  }
  return {
    servers,
    problems: report.problems,
    permissions: {
      deny: [...rules.deny, ...entries.flatMap(({ rules }) => rules.deny)],
      ask: rules.ask,
      allow: [...rules.allow, ...entries.flatMap(({ rules }) => rules.allow)],
      closed: [...report.closed, ...rules.closed],
      readOnly: readOnly || root.readOnly === true,
      servers: new Map(entries.map(({ entry, policy }) => [entry.name, policy])),
      embedded: embedded.filter((name) => !servers.some((one) => one.name === name)),
    },
  };
}

/** The object of the whole file, once what is wrong with its own keys is reported. */
function readRoot(json: JsonText, { tell }: Report): Record<string, unknown> {
  if (json.fault) {
    tell([], json.fault.what, json.fault.remedy, true);
    return {};
  }
  if (!isObject(json.value)) {
    tell([], "The file is not an object", 'write { "mcpServers": {} }', true);
    return {};
  }
  for (const { path, what } of json.flaws) {
    // The one that does not count may be the one that protects.
    const stops = isOfServer(path) || LIKE_RULES.test(String(path[0]));
    tell(path, what, "remove it", stops);
  }
  const { readOnly } = json.value;
  if (readOnly !== undefined && typeof readOnly !== "boolean") {
    tell(["readOnly"], "must be true or false", "correct its value", true);
  }
  for (const key of Object.keys(json.value).filter((key) => !TOP_KEYS.includes(key))) {
    if (LIKE_RULES.test(key)) tell([key], "is not known here", 'see "permissions"', true);
    else tell([key], "is not known, and is ignored", "remove it", false);
  }
  return json.value;
}

function readEntries(
  root: Record<string, unknown>,
  options: ReadOptions,
  report: Report,
): ReadEntry[] {
  const { readText = (path: string) => readSmallFile(path).text } = options;
  const entries = new Map<string, ReadEntry>();
  for (const section of SECTIONS.filter((name) => Object.hasOwn(root, name))) {
    const group = root[section];
    if (!isObject(group)) {
      report.tell([section], "must be an object", 'write { "NAME": { "command": … } }', true);
      continue;
    }
    for (const [name, value] of Object.entries(group)) {
      const path = [section, name];
      if (entries.has(name)) {
        report.tell(path, "stands in two sections", "remove it from one", true);
      }
      const context = { path, surroundings: options, readText, report };
      entries.set(name, readEntry(name, value, context));
    }
  }
  return [...entries.values()];
}

function tellReaders(
  entries: readonly ReadEntry[],
  { file, os }: ReadOptions,
  tell: Tell,
): void {
  const mode = file?.mode;
  if (os === "windows" || !file || mode === undefined || (mode & 0o044) === 0) return;
  if (!entries.some(({ holdsSecrets }) => holdsSecrets)) return;
  const what = `Other users can read this file (mode ${
    mode.toString(8)
  }), which has values of env or headers`;
  tell([], what, `run: chmod 600 "${file.path}"`, false);
}
