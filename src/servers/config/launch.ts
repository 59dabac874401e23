import { absolute } from "./config_file.ts";
import { parseEnvFile } from "./env_file.ts";
import type { Fields } from "./fields.ts";
import type { Path } from "./json_text.ts";
import { secretsOfArguments, secretsOfUrl } from "./redact.ts";
import type { Tell } from "./report.ts";
import type { Launch, Remote } from "./server_entry.ts";
import { expand, type Surroundings } from "./variables.ts";

/** How a server is reached, with its variables put in. */
export interface Reached {
  readonly launch?: Launch;
  readonly remote?: Remote;
  readonly secrets: readonly string[];
  /** Whether a value of its environment or its headers stands in the config itself. */
  readonly holdsSecrets: boolean;
}

const TYPES: Readonly<Record<string, "stdio" | "http" | "sse">> = {
  "stdio": "stdio",
  "http": "http",
  "streamable-http": "http",
  "streamableHttp": "http",
  "sse": "sse",
};

/**
 * Reads how a server is started or reached.
 *
 * @param readText reads the file at an absolute path, for `envFile`
 */
export function readLaunch(
  fields: Fields,
  surroundings: Surroundings,
  readText: (path: string) => string,
  tell: Tell,
): Reached {
  const secrets: string[] = [];
  let holdsSecrets = false;
  const put = (path: Path, text: string): string => {
    const { text: expanded, secrets: found, faults } = expand(text, surroundings);
    secrets.push(...found);
    for (const { what, remedy } of faults) tell(path, what, remedy, true);
    return expanded;
  };
  const text = (key: string) => {
    const given = fields.string(key);
    return given === undefined ? undefined : put(fields.path(key), given);
  };
  const record = (key: string) =>
    fields.record(key).map(([name, value]): [string, string] => {
      if (name === "" || name.includes("=")) {
        tell(fields.path(key, name), "is not a name that can be set", "correct the name", true);
      }
      holdsSecrets ||= value.length >= 4 && !value.includes("${");
      return [name, put(fields.path(key, name), value)];
    });

  const type = fields.string("type");
  const command = text("command");
  const args = (fields.strings("args") ?? []).map((one, at) => put(fields.path("args", at), one));
  const cwd = text("cwd");
  const url = [text("url"), text("serverUrl"), text("httpUrl")].find((one) => one !== undefined);
  const fileEnv = readEnvFile(fields, text("envFile"), surroundings, readText, tell);
  const [env, headers] = [record("env"), record("headers")];
  secrets.push(...[...fileEnv, ...env, ...headers].map(([, value]) => value));
  secrets.push(...secretsOfArguments(args));
  if (url !== undefined) secrets.push(...secretsOfUrl(url));
  const known = { secrets: [...new Set(secrets.filter((one) => one !== ""))], holdsSecrets };

  if (type !== undefined && !Object.hasOwn(TYPES, type)) {
    const remedy = `write one of ${Object.keys(TYPES).join(", ")}`;
    tell(fields.path("type"), `${JSON.stringify(type)} is not known`, remedy, true);
    return known;
  }
  if (type === undefined && command !== undefined && url !== undefined) {
    tell(fields.path(), 'has both "command" and "url"', 'remove one, or add "type"', true);
    return known;
  }
  const kind = type === undefined ? (url === undefined ? "stdio" : "http") : TYPES[type]!;
  if (kind === "stdio") {
    if (!command) {
      tell(fields.path(), 'has no "command"', "say which program to start", true);
      return known;
    }
    const path = cwd === undefined ? {} : { cwd: absolute(cwd, surroundings) };
    return {
      ...known,
      launch: { command, args, env: Object.fromEntries([...fileEnv, ...env]), ...path },
    };
  }
  if (!url) {
    tell(fields.path(), `has the type "${type}" and no "url"`, "say where it listens", true);
    return known;
  }
  const remedy = 'start a local bridge to it, e.g. the npm package "mcp-remote", with "command"';
  tell(fields.path(), "remote servers are not supported yet", remedy, true);
  return { ...known, remote: { type: kind, url, headers: Object.fromEntries(headers) } };
}

function readEnvFile(
  fields: Fields,
  given: string | undefined,
  surroundings: Surroundings,
  readText: (path: string) => string,
  tell: Tell,
): [string, string][] {
  if (given === undefined) return [];
  const path = absolute(given, surroundings);
  try {
    return parseEnvFile(readText(path));
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? `there is no file "${path}"`
      : error instanceof SyntaxError
      ? `cannot use "${path}": ${error.message}`
      : (error as Error).message;
    tell(fields.path("envFile"), reason, "correct the path or the file, or remove the key", true);
    return [];
  }
}
