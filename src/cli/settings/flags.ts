import { resolve } from "node:path";
import { memory } from "../../servers/memory/namespace.ts";
import type { NamespaceDefinition } from "../../api/namespace.ts";
import { restrict } from "../../api/restrict.ts";
import {
  flagOf,
  LIMIT_TABLE,
  type LimitName,
  type Limits,
  parseLimit,
  variableOf,
} from "../../config.ts";
import type { OsWallMode } from "../../process/wall/os_wall.ts";
import { OS_WALL_VARIABLE, osWallMode } from "../../process/surroundings.ts";
import { resolveMemoryFile } from "../../servers/memory/file/path.ts";
import { absolute } from "../../servers/config/config_file.ts";
import { UsageError } from "../usage_error.ts";
import { surroundingsOfUser } from "./offer.ts";
import { parseFlags } from "./parse_flags.ts";
import { usersFolder } from "./users_folder.ts";

/** What every command that runs code takes. */
export interface Settings {
  /** Whether the memory is offered: not with `--no-memory`. */
  memory: boolean;
  /** From `--config`: the file that names the user's servers. */
  config?: string;
  /** From `--read-only`: programs can change nothing. */
  readOnly: boolean;
  /** From `--atomic`: programs write all that they change at their end, or nothing. */
  atomic: boolean;
  /** What programs can call of the memory: less than all by `--read-only`, `--allow` and `--deny`. */
  namespaces: readonly NamespaceDefinition[];
  limits: Limits;
  /** Those of the limits that a flag or a variable has set. */
  limitsGiven: ReadonlySet<LimitName>;
  /** From `--memory-file` or `MEMORY_FILE_PATH`, as an absolute path. */
  memoryFile?: string;
  /** From `--memory-command`: a command line to start instead of our memory server. */
  memoryCommand?: string[];
  /** Whether the types of programs are checked before they write: not with `--no-type-check`. */
  typeCheck: boolean;
  /** Whether `serve` keeps a log of what programs did: not with `--no-log`. */
  log: boolean;
  /** Whether children get a wall from the operating system, from `--os-wall` or `CODE_MODE_OS_WALL`. */
  osWall: OsWallMode;
  /** Where the messages between our processes are written, from `--trace` or `CODE_MODE_TRACE`. */
  trace?: string;
  /** The flags of all commands that were given, with absolute paths: what an entry of a client passes on. */
  given: readonly string[];
  /** What is left: the command's own arguments. */
  positional: string[];
  /** The command's own flags that were given. */
  switches: ReadonlySet<string>;
  /** The command's own flags with a value that were given. */
  values: ReadonlyMap<string, string>;
}

export const TRACE_VARIABLE = "CODE_MODE_TRACE";
const LIMIT_NAMES = Object.keys(LIMIT_TABLE) as LimitName[];
const SWITCHES = ["read-only", "atomic", "no-memory", "no-type-check", "no-log"];
const VALUED = [
  "memory-file",
  "memory-command",
  "os-wall",
  "trace",
  "config",
  "allow",
  "deny",
  ...LIMIT_NAMES.map(flagOf),
];

/**
 * Reads flags, and the environment where a flag is missing.
 *
 * @param switches flags without a value that the command takes besides those of all commands
 * @param valued flags with a value that it takes besides
 * @throws {UsageError} for anything that isn't known or has a wrong value
 */
export function readFlags(
  args: string[],
  switches: readonly string[] = [],
  valued: readonly string[] = [],
): Settings {
  const { positional, switches: on, values } = parseFlags(
    args,
    [...SWITCHES, ...switches],
    [...VALUED, ...valued],
  );
  const given = (name: string) => values.get(name);
  const memoryFile = given("memory-file") ?? (Deno.env.get("MEMORY_FILE_PATH") || undefined);
  const command = given("memory-command");
  const trace = given("trace") ?? (Deno.env.get(TRACE_VARIABLE) || undefined);
  const names = (flag: string) => given(flag)?.split(",").map((name) => name.trim()) ?? [];
  const readOnly = on.has("read-only");
  const atomic = on.has("atomic");
  if (atomic && command !== undefined) {
    throw new UsageError('"--atomic" needs our own memory server: leave out --memory-command');
  }
  if (atomic && on.has("no-memory")) {
    throw new UsageError('"--atomic" is about the memory: leave out --no-memory');
  }
  const config = given("config");
  return {
    memory: !on.has("no-memory"),
    ...(config === undefined ? {} : { config }),
    readOnly,
    atomic,
    namespaces: usable(() =>
      restrict([memory], {
        readOnly,
        allow: names("allow"),
        deny: names("deny"),
      })
    ),
    limits: Object.fromEntries(LIMIT_NAMES.map((name) => [name, readLimit(name, given)])) as Limits,
    limitsGiven: new Set(LIMIT_NAMES.filter((name) => limitText(name, given) !== undefined)),
    ...(memoryFile === undefined
      ? {}
      : { memoryFile: resolveMemoryFile(memoryFile, usersFolder()) }),
    ...(command === undefined ? {} : { memoryCommand: splitCommand(command) }),
    typeCheck: !on.has("no-type-check"),
    log: !on.has("no-log"),
    osWall: usable(() => {
      const wall = given("os-wall");
      if (wall !== undefined) return osWallMode(wall, "--os-wall");
      return osWallMode(Deno.env.get(OS_WALL_VARIABLE) || "auto", OS_WALL_VARIABLE);
    }),
    ...(trace === undefined ? {} : { trace: resolve(usersFolder(), trace) }),
    given: [
      ...SWITCHES.filter((name) => on.has(name)).map((name) => `--${name}`),
      ...VALUED.flatMap((name) => {
        const value = given(name);
        return value === undefined ? [] : [`--${name}`, absoluteValue(name, value)];
      }),
    ],
    positional,
    switches: on,
    values,
  };
}

function readLimit(name: LimitName, given: (flag: string) => string | undefined): number {
  const text = limitText(name, given);
  if (text === undefined) return LIMIT_TABLE[name].default;
  const flag = flagOf(name);
  const source = given(flag) === undefined ? variableOf(name) : `--${flag}`;
  return usable(() => parseLimit(name, text, source));
}

/** What a flag or a variable says of a limit. */
function limitText(name: LimitName, given: (flag: string) => string | undefined) {
  return given(flagOf(name)) ?? (Deno.env.get(variableOf(name)) || undefined);
}

/** A path is of the folder that the user is in; clients start us in another. */
function absoluteValue(name: string, value: string): string {
  switch (name) {
    case "memory-file":
      return resolveMemoryFile(value, usersFolder());
    case "config":
      return absolute(value, surroundingsOfUser());
    case "trace":
      return resolve(usersFolder(), value);
    default:
      return value;
  }
}

/** A value that can't be used is reported as the user's mistake. */
function usable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Splits a command line at spaces, except inside of quotes. */
function splitCommand(line: string): string[] {
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
