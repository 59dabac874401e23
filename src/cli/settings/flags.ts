import { parseArgs } from "@std/cli";
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
import { UsageError } from "../usage_error.ts";
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
  /** What is left: the command's own arguments. */
  positional: string[];
  /** The command's own flags that were given. */
  switches: Set<string>;
  /** The command's own flags with a value that were given. */
  values: ReadonlyMap<string, string>;
}

const TRACE_VARIABLE = "CODE_MODE_TRACE";
const LIMIT_NAMES = Object.keys(LIMIT_TABLE) as LimitName[];

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
  const strings = [
    "memory-file",
    "memory-command",
    "os-wall",
    "trace",
    "config",
    "allow",
    "deny",
    ...valued,
    ...LIMIT_NAMES.map(flagOf),
  ];
  const parsed = parseArgs(args, {
    string: strings,
    boolean: ["read-only", "atomic", "no-memory", "no-type-check", "no-log", ...switches],
    unknown: (name) => {
      if (name.startsWith("-") && name !== "-") throw new UsageError(`There is no flag "${name}"`);
      return true;
    },
  }) as Record<string, unknown> & { _: (string | number)[] };
  const given = (name: string): string | undefined => {
    const value = parsed[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value)) throw new UsageError(`The flag "--${name}" was given twice`);
    if (value === "") throw new UsageError(`The flag "--${name}" needs a value`);
    return String(value);
  };
  const memoryFile = given("memory-file") ?? (Deno.env.get("MEMORY_FILE_PATH") || undefined);
  const command = given("memory-command");
  const trace = given("trace") ?? (Deno.env.get(TRACE_VARIABLE) || undefined);
  const names = (flag: string) => given(flag)?.split(",").map((name) => name.trim()) ?? [];
  const readOnly = parsed["read-only"] === true;
  const atomic = parsed["atomic"] === true;
  if (atomic && command !== undefined) {
    throw new UsageError('"--atomic" needs our own memory server: leave out --memory-command');
  }
  if (atomic && parsed["no-memory"]) {
    throw new UsageError('"--atomic" is about the memory: leave out --no-memory');
  }
  const config = given("config");
  return {
    memory: parsed["no-memory"] !== true,
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
    ...(memoryFile === undefined
      ? {}
      : { memoryFile: resolveMemoryFile(memoryFile, usersFolder()) }),
    ...(command === undefined ? {} : { memoryCommand: splitCommand(command) }),
    typeCheck: parsed["no-type-check"] !== true,
    log: parsed["no-log"] !== true,
    osWall: usable(() => {
      const wall = given("os-wall");
      if (wall !== undefined) return osWallMode(wall, "--os-wall");
      return osWallMode(Deno.env.get(OS_WALL_VARIABLE) || "auto", OS_WALL_VARIABLE);
    }),
    ...(trace === undefined ? {} : { trace: resolve(usersFolder(), trace) }),
    positional: parsed._.map(String),
    switches: new Set(switches.filter((name) => parsed[name] === true)),
    values: new Map(valued.flatMap((name) => {
      const value = given(name);
      return value === undefined ? [] : [[name, value]];
    })),
  };
}

/** The part of the help that lists the flags. */
export function flagsHelp(): string {
  const rows: [string, string][] = [
    ["--config FILE", "file with your other MCP servers; code-mode/mcp.json in your config folder"],
    ["--no-memory", "programs get your other servers alone"],
    ["--memory-file PATH", "memory file (MEMORY_FILE_PATH); your data directory when left out"],
    ["--memory-command LINE", "command line of another memory server to start"],
    ["--read-only", "programs can call nothing that changes data"],
    [
      "--atomic",
      "programs write what they change of the memory at their end: all of it or nothing",
    ],
    [
      "--allow NAMES",
      "of the memory, programs can call these methods only, e.g. readGraph,openNodes",
    ],
    ["--deny NAMES", "programs cannot call these methods, e.g. deleteEntities"],
    ["--no-type-check", "run programs without a check of their types before they write"],
    ["--no-log", "serve: keep no log of what programs did, which `log` shows"],
    ["--os-wall MODE", `bwrap around processes: auto, require, off (auto; ${OS_WALL_VARIABLE})`],
    ["--trace FILE", `write what our processes say to each other (${TRACE_VARIABLE})`],
    ["--json", "run, servers, log, doctor: print the outcome, or what was found, as JSON"],
    ["--args JSON", "run: the object that the program's function gets, e.g. '{\"days\":7}'"],
    ["--dry-run", "run: write nothing, show what would change; with --apply, ask and write it"],
    ["--last N", "log: how many programs to show, the newest; 50 when left out"],
    ["--repair", "doctor: first move lines that cannot be read out of the memory file"],
    ["--write FILE", "init: put the entry into this file, keeping all else in it"],
    [
      "--import [FILE…]",
      "init: move the client's servers and rules behind code-mode; a terminal is asked first",
    ],
    [
      "--copy, --dry-run",
      "init --import: leave them in the client, too; only show what would be done",
    ],
    ["--undo", "init: put back what the last --import has moved"],
    ...LIMIT_NAMES.map((name): [string, string] => {
      const { about, default: value } = LIMIT_TABLE[name];
      return [`--${flagOf(name)} N`, `${about} (${value}; ${variableOf(name)})`];
    }),
    ["--help, --version", "on their own"],
  ];
  return ["Flags:", ...rows.map(([flag, about]) => `  ${flag.padEnd(24)} ${about}`)].join("\n");
}

function readLimit(name: LimitName, given: (flag: string) => string | undefined): number {
  const flag = flagOf(name);
  const fromFlag = given(flag);
  const variable = variableOf(name);
  const text = fromFlag ?? (Deno.env.get(variable) || undefined);
  if (text === undefined) return LIMIT_TABLE[name].default;
  return usable(() => parseLimit(name, text, fromFlag === undefined ? variable : `--${flag}`));
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
