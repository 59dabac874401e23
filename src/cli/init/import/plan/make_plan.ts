import { isObject } from "../../../../servers/config/fields.ts";
import { oddName } from "../../../../servers/config/read_entry.ts";
import type { Surroundings } from "../../../../servers/config/variables.ts";
import type { FoundEntry } from "../find/find_entries.ts";
import { flagIn, isCodeMode } from "../find/is_code_mode.ts";
import { type MemoryEntry, memoryEntry } from "../find/memory_entry.ts";
import type { Place } from "../find/places.ts";
import { asInConfig } from "./as_in_config.ts";

/** An entry that goes behind code-mode. */
export interface Move {
  readonly entry: FoundEntry;
  /** Its name in the config; that of the embedded memory where it becomes that. */
  readonly name: string;
  /** As it is written into the config. */
  readonly value: unknown;
  /** New in the config, in it already, or the embedded memory. */
  readonly becomes: "new" | "same" | "memory";
  /** What to say of it besides. */
  readonly notes: readonly string[];
}

/** An entry that stays where it is. */
export interface Left {
  readonly entry: FoundEntry;
  readonly reason: string;
}

/** What becomes of the entries of a client. */
export interface Plan {
  readonly moves: readonly Move[];
  readonly left: readonly Left[];
  /** Those that start code-mode itself. */
  readonly own: readonly FoundEntry[];
  /** The server-memory that becomes the embedded memory. */
  readonly memory?: MemoryEntry;
  /** Where code-mode's entry goes; absent where one is there already, or nothing is moved. */
  readonly target?: Place;
}

export interface PlanOptions {
  readonly client: string;
  readonly surroundings: Surroundings;
  /** In the order of precedence. */
  readonly places: readonly Place[];
  /** The entries that the config has already. */
  readonly there: Readonly<Record<string, unknown>>;
  /** Servers that the user has turned off in the client. */
  readonly off: ReadonlySet<string>;
  /** Where the memory lies when an entry of code-mode does not say: from `--memory-file`, or the user's. */
  readonly memoryFile?: string;
  /** Whether that is from `--memory-file`. */
  readonly memoryGiven: boolean;
}

/** Says what becomes of each entry; changes nothing. */
export async function makePlan(
  entries: readonly FoundEntry[],
  options: PlanOptions,
): Promise<Plan> {
  const { client, surroundings, places, there, off } = options;
  const own = entries.filter(({ value }) => isCodeMode(value));
  const left: Left[] = [];
  const moves: Move[] = [];
  // Without prototype: a server may be called "constructor".
  const taken = new Map<string, unknown>(Object.entries(there));
  if (!taken.has(MEMORY)) taken.set(MEMORY, EMBEDDED);
  let memory: MemoryEntry | undefined;
  for (const entry of entries.filter((one) => !own.includes(one))) {
    const reason = whyLeft(entry);
    if (reason !== undefined) {
      left.push({ entry, reason });
      continue;
    }
    const notes: string[] = [];
    const isOff = off.has(entry.name);
    const known = isOff ? undefined : await memoryEntry(entry.value, surroundings);
    const why = typeof known === "object"
      ? whyNotEmbedded(known, memory, taken, own, options)
      : known;
    if (typeof known === "object" && why === undefined) {
      memory = known;
      moves.push({ entry, name: MEMORY, value: entry.value, becomes: "memory", notes });
      continue;
    }
    if (why !== undefined) notes.push(`does not become the embedded memory: ${why}`);
    const value = asInConfig(entry, { client, isOff, notes });
    const name = freeName(entry.name, value, taken);
    if (name !== entry.name) {
      const other = taken.get(entry.name) === EMBEDDED ? "the embedded memory" : "another";
      notes.push(`is called "${name}" there: ${other} has its name`);
    }
    const same = taken.has(name);
    taken.set(name, value);
    moves.push({ entry, name, value, becomes: same ? "same" : "new", notes });
  }
  const target = targetOf(moves, own, places);
  return { moves, left, own, ...memory ? { memory } : {}, ...target ? { target } : {} };
}

const MEMORY = "memory";
/** No entry is equal to it. */
const EMBEDDED = Symbol("embedded");

function whyLeft({ name, value, fault }: FoundEntry): string | undefined {
  if (fault !== undefined) return fault;
  if (!isObject(value)) return "it is no object: mend it";
  const odd = oddName(name);
  if (odd !== undefined) return `${odd}: rename it`;
  const { type, command } = value;
  const url = value.url ?? value.serverUrl ?? value.httpUrl;
  if (url !== undefined || type !== undefined && type !== "stdio") {
    return "remote servers are not supported yet";
  }
  if (typeof command !== "string" || command === "") {
    return 'it has no "command": say what it starts';
  }
  if (JSON.stringify(value).includes("${input:")) {
    return "it asks for an input, which only the client can do: use ${env:NAME}";
  }
  return undefined;
}

function whyNotEmbedded(
  { file }: MemoryEntry,
  memory: MemoryEntry | undefined,
  taken: ReadonlyMap<string, unknown>,
  own: readonly FoundEntry[],
  { memoryFile, memoryGiven }: PlanOptions,
): string | undefined {
  if (memory) return memory.file === file ? undefined : "another does";
  if (taken.get(MEMORY) !== EMBEDDED) return 'the config has a server "memory"';
  if (file === undefined) return undefined; // It has kept nothing yet.
  if (memoryGiven && file !== memoryFile) return "--memory-file names another file";
  const others = own.map(({ value }) => memoryFileOf(value) ?? memoryFile);
  return others.some((other) => other !== file)
    ? "an entry of code-mode is there, with another memory file"
    : undefined;
}

/** @returns the memory file that an entry of code-mode names */
export function memoryFileOf(value: unknown): string | undefined {
  const env = isObject(value) && isObject(value.env) ? value.env : {};
  const given = flagIn(value, "--memory-file") ?? env["MEMORY_FILE_PATH"];
  return typeof given === "string" && given !== "" ? given : undefined;
}

function freeName(name: string, value: unknown, taken: ReadonlyMap<string, unknown>): string {
  for (let count = 1;; count++) {
    const suffix = count === 1 ? "" : `-${count}`;
    const free = name.slice(0, MAX_NAME - suffix.length) + suffix;
    if (!taken.has(free) || isEqual(taken.get(free), value)) return free;
  }
}

const MAX_NAME = 64;

/** @returns whether two values of JSON say the same; the order of keys says nothing */
export function isEqual(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string | undefined {
  return JSON.stringify(
    value,
    (_, inner: unknown) =>
      isObject(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1))
        : inner,
  );
}

/** The widest place that something leaves, unless code-mode is there or in a wider one. */
function targetOf(
  moves: readonly Move[],
  own: readonly FoundEntry[],
  places: readonly Place[],
): Place | undefined {
  const left = new Set(moves.map(({ entry }) => entry.place));
  const at = places.findLastIndex((place) => left.has(place));
  const isThere = own.some(({ place }) => places.indexOf(place) >= at);
  return isThere ? undefined : places[at];
}
