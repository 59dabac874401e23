import { resolve } from "node:path";
import {
  absolute,
  findServersConfig,
  userConfigPaths,
} from "../../../servers/config/config_file.ts";
import { isObject } from "../../../servers/config/fields.ts";
import type { Surroundings } from "../../../servers/config/variables.ts";
import { usersMemoryFile } from "../../settings/users_memory_file.ts";
import { UsageError } from "../../usage_error.ts";
import type { Entry } from "../client_entry.ts";
import { at, type FileFault, findEntries, placesIn, readJsonFile } from "./find/find_entries.ts";
import { flagIn } from "./find/is_code_mode.ts";
import { claudeFile, claudeSettings, placesOf, upToProject } from "./find/places.ts";
import { type FoundHook, KINDS, readSettings } from "./find/read_settings.ts";
import { type CopiedRules, copyRules } from "./plan/copy_rules.ts";
import { makePlan, type Plan } from "./plan/make_plan.ts";
import { NAME, type Work } from "./work/carry_out.ts";

export interface PrepareOptions {
  readonly client: string;
  /** Files to read instead of the client's own, as a person wrote them. */
  readonly files: readonly string[];
  readonly copy: boolean;
  /** From `--config`. */
  readonly config?: string;
  /** From `--memory-file`, as an absolute path. */
  readonly memoryFile?: string;
  readonly surroundings: Surroundings;
  /** Makes our entry with flags of `serve`. */
  readonly entry: (flags: string[]) => Entry;
}

/** An import that is ready to be shown and carried out. */
export interface Prepared {
  readonly work: Work;
  readonly faults: readonly FileFault[];
  readonly copied: CopiedRules;
  readonly hooks: readonly FoundHook[];
  /** The files that were read. */
  readonly read: readonly string[];
  /** Where entries stand in each file. */
  readonly sections: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/**
 * Reads all that an import needs; changes nothing.
 *
 * @throws {UsageError} when the config cannot be used
 */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { client, files, copy, surroundings, memoryFile } = options;
  const { workspace } = surroundings;
  const config = configPath(options);
  const there = await readConfig(config);
  const known = placesOf(client, surroundings);
  const named = files.length === 0
    ? { places: known, faults: [] }
    : await placesIn(files.map((file) => resolve(workspace, file)), known);
  const found = await findEntries(named.places);
  const own = client === "claude-code" ? claudeFile(surroundings) : undefined;
  const settings = await readSettings(
    client === "claude-code" ? claudeSettings(surroundings) : [],
    own === undefined ? undefined : { file: own, projects: upToProject(workspace) },
  );
  const memory = memoryFile ?? defaultMemory();
  const plan = await makePlan(found.entries, {
    client,
    surroundings,
    places: named.places,
    there: there.servers,
    off: settings.off,
    ...memory === undefined ? {} : { memoryFile: memory },
    memoryGiven: memoryFile !== undefined,
  });
  whyOtherConfig(plan, config, surroundings);
  const copied = copyRules(settings.rules, {
    imported: plan.moves.map(({ entry, name }, index) => ({
      from: entry.name,
      to: name,
      first: plan.moves.findIndex((move) => move.entry.name === entry.name) === index,
    })),
    servers: [
      ...new Set([...Object.keys(there.servers), ...plan.moves.map(({ name }) => name), "memory"]),
    ],
    own: [NAME, ...plan.own.map(({ name }) => name)],
    there: there.rules,
    readOnly: there.readOnly,
  });
  const file = memoryFile ?? plan.memory?.file;
  const entry = options.entry([
    ...file === undefined ? [] : ["--memory-file", file],
    ...options.config === undefined ? [] : ["--config", config],
  ]);
  const sections = Map.groupBy(named.places, ({ file }) => file);
  return {
    work: { client, surroundings, config, copy, plan, rules: copied.add, entry },
    faults: [...named.faults, ...found.faults, ...settings.faults]
      .filter(({ file, what }, at, all) =>
        all.findIndex((one) => one.file === file && one.what === what) === at
      ),
    copied,
    hooks: settings.hooks,
    read: found.read,
    sections: new Map(
      [...sections].map(([file, places]) => [file, places.map((one) => one.section)]),
    ),
  };
}

/** Where servers are moved to: the named config, the user's, or where that would lie. */
export function configPath(
  { config, surroundings }: Pick<PrepareOptions, "config" | "surroundings">,
) {
  if (config !== undefined) return absolute(config, surroundings);
  try {
    const path = findServersConfig(undefined, surroundings)?.path ??
      userConfigPaths(surroundings)[0];
    if (path !== undefined) return path;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  throw new UsageError(
    "The environment does not say where your config lies: name one with --config",
  );
}

async function readConfig(path: string) {
  const faults: FileFault[] = [];
  const value = (await readJsonFile(path, faults))?.value;
  const [fault] = faults;
  if (fault) {
    const line = fault.line === undefined ? "" : `, line ${fault.line}`;
    throw new UsageError(`Cannot import into "${path}"${line}: ${fault.what}`);
  }
  const section = (name: string) => {
    const group = at(value, [name]);
    return isObject(group) ? group : {};
  };
  const texts = (kind: string): string[] => {
    const list = at(value, ["permissions", kind]);
    return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
  };
  return {
    servers: { ...section("servers"), ...section("mcpServers") },
    rules: Object.fromEntries(KINDS.map((kind) => [kind, texts(kind)])) as Record<
      typeof KINDS[number],
      string[]
    >,
    readOnly: at(value, ["readOnly"]) === true,
  };
}

/** @throws {UsageError} when an entry of code-mode in the client would not see what is imported */
function whyOtherConfig({ own }: Plan, config: string, surroundings: Surroundings): void {
  for (const { name, value, place } of own) {
    const given = flagIn(value, "--config");
    const its = configPath({ surroundings, ...given === undefined ? {} : { config: given } });
    if (its === config) continue;
    throw new UsageError(
      `Cannot import into "${config}": the entry "${name}" in "${place.file}" reads "${its}": ` +
        "name that by --config, or take the entry out",
    );
  }
}

function defaultMemory(): string | undefined {
  try {
    return usersMemoryFile();
  } catch {
    return undefined; // The environment does not say; then none lies there.
  }
}
