import type { ServerPolicy } from "../../api/rules/permissions.ts";
import { Fields, isObject } from "./fields.ts";
import type { Path } from "./json_text.ts";
import { readLaunch } from "./launch.ts";
import type { Report } from "./report.ts";
import type { ServerEntry } from "./server_entry.ts";
import { readToolRules, type ToolRules } from "./tool_rules.ts";
import type { Surroundings } from "./variables.ts";

/** A server of the config, with what its entry says of its tools. */
export interface ReadEntry {
  readonly entry: ServerEntry;
  readonly policy: ServerPolicy;
  readonly rules: ToolRules;
  /** Whether a value of its environment or its headers stands in the config itself. */
  readonly holdsSecrets: boolean;
}

/** The longest that a timer can wait. */
const MAX_MS = 2 ** 31 - 1;

/**
 * Reads the entry of a server.
 *
 * @param path where it stands in the config; its last key is the name
 */
export function readEntry(
  name: string,
  value: unknown,
  { path, surroundings, readText, report }: {
    path: Path;
    surroundings: Surroundings;
    readText: (path: string) => string;
    report: Report;
  },
): ReadEntry {
  const { tell } = report;
  if (!isObject(value)) tell(path, "must be an object", 'write { "command": … }', true);
  const odd = oddName(name);
  if (odd) tell(path, odd, "rename the server", true);
  const fields = new Fields(isObject(value) ? value : {}, path, tell);
  const disabled = [fields.boolean("disabled") === true, fields.boolean("enabled") === false]
    .includes(true);
  const reach = readLaunch(fields, surroundings, readText, disabled ? () => {} : tell);
  const timeoutMs = fields.number("timeout", { min: 1000, max: MAX_MS, unit: "milliseconds" });
  const idleMinutes = fields.number("idleMinutes", { min: 1, max: 10_000, unit: "minutes" });
  const description = fields.string("description");
  const parallel = fields.listOrTrue("parallel");
  const only = readToolRules(name, fields, tell);
  const policy = {
    readOnly: fields.boolean("readOnly") ?? false,
    private: fields.boolean("private") ?? false,
    ...only.only ? { only: only.only } : {},
  };
  for (const key of fields.left()) {
    tell(fields.path(key), "is not known, and is ignored", "remove it", false);
  }
  const fault = report.faultOf(name);
  return {
    entry: {
      name,
      disabled,
      ...fault ? { fault } : {},
      ...!fault && !disabled && reach.launch ? { launch: reach.launch } : {},
      ...!disabled && reach.remote ? { remote: reach.remote } : {},
      ...timeoutMs === undefined ? {} : { timeoutMs },
      ...description === undefined ? {} : { description },
      ...parallel === undefined ? {} : { parallel },
      ...idleMinutes === undefined ? {} : { idleMinutes },
      secrets: reach.secrets,
    },
    policy,
    rules: only,
    holdsSecrets: reach.holdsSecrets,
  };
}

/** Why a name is none that a config can have. Rules use `*` and `@`; what controls a terminal is no name. */
export function oddName(name: string): string | undefined {
  if (name.trim() === "" || name.length > 64) return "its name must have 1 to 64 characters";
  return /[*@\p{C}]/u.test(name) ? 'its name has "*", "@" or a control character' : undefined;
}
