import { withoutMarks } from "./byte_order_mark.ts";
import { looksLike } from "./looks_like.ts";

/** A line that server-memory can't read; a single one makes all of its tools fail. */
export interface CorruptLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

/** What is in a memory file. Lines are counted from 1. */
export interface MemoryCheck {
  readonly bytes: number;
  readonly entities: number;
  readonly relations: number;
  /** Lines with something that server-memory doesn't know and its next write leaves out. */
  readonly foreign: readonly number[];
  readonly corrupt: readonly CorruptLine[];
  /** Lines that begin with a byte order mark, which we take off in reading. */
  readonly marks: readonly number[];
  /** Names that several entities have, and their lines. */
  readonly twins: readonly { readonly name: string; readonly lines: readonly number[] }[];
  /** Relations from or to what is no entity, and who is missing. */
  readonly loose: readonly { readonly line: number; readonly missing: string }[];
  /** What else the file may be, e.g. `UTF-16 text`, where no line of it can be read. */
  readonly looks?: string;
}

/**
 * Reads a memory file line by line, changing nothing; one that is missing is an empty graph.
 *
 * @param path the memory file.
 * @throws what `Deno.open` throws, except that the file is missing.
 */
export async function checkMemoryFile(path: string): Promise<MemoryCheck> {
  let [bytes, number] = [0, 0];
  let head: Uint8Array | undefined;
  const [foreign, marks]: [number[], number[]] = [[], []];
  const corrupt: CorruptLine[] = [];
  const entities = new Map<string, number[]>();
  const relations: { line: number; from: string; to: string }[] = [];
  const take = (chunk: Uint8Array) => {
    bytes += chunk.length;
    head ??= chunk.slice(0, HEAD);
  };
  for await (const line of linesOf(path, take)) {
    number++;
    if (line.startsWith("\ufeff")) marks.push(number);
    if (line.trim() === "") continue;
    const { problem, item, isForeign } = judgeLine(line);
    if (problem) corrupt.push({ line: number, problem });
    else if (item?.type === "entity") {
      const lines = entities.get(item.name);
      if (lines) lines.push(number);
      else entities.set(item.name, [number]);
    } else if (item?.type === "relation") {
      relations.push({ line: number, from: item.from, to: item.to });
    }
    if (isForeign) foreign.push(number);
  }
  const looks = entities.size + relations.length > 0 ? undefined : looksLike(head ?? NOTHING);
  return {
    bytes,
    entities: [...entities.values()].reduce((sum, { length }) => sum + length, 0),
    relations: relations.length,
    foreign,
    corrupt,
    marks,
    twins: [...entities].filter(([, lines]) => lines.length > 1)
      .map(([name, lines]) => ({ name, lines })),
    loose: relations.flatMap(({ line, from, to }) =>
      [...new Set([from, to])].filter((name) => !entities.has(name))
        .map((missing) => ({ line, missing }))
    ),
    ...looks === undefined || corrupt.length === 0 ? {} : { looks },
  };
}

/** As much as shows what kind of file it is, in bytes. */
const HEAD = 1_024;
const NOTHING = new Uint8Array();

/** What a line holds. */
export type Item =
  | {
    readonly type: "entity";
    readonly name: string;
    readonly entityType: string;
    readonly observations: readonly string[];
  }
  | {
    readonly type: "relation";
    readonly from: string;
    readonly to: string;
    readonly relationType: string;
  };

export interface Verdict {
  item?: Item;
  /** Why server-memory can't read the line. */
  problem?: string;
  /** Whether it leaves out something of it when it writes. */
  isForeign?: boolean;
}

/**
 * @param line that isn't blank; a byte order mark before it counts for nothing.
 * @returns what it is by the rules of server-memory's own reading and of the schema of its answers.
 */
export function judgeLine(line: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(withoutMarks(line));
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (value === null) return { problem: "null is neither an entity nor a relation" };
  const { type, ...rest } = value as Record<string, unknown>;
  if (type === "entity") {
    const { name, entityType, observations, ...others } = rest;
    const problem = firstNonString({ name, entityType }) ??
      (isStrings(observations) ? undefined : "observations must be an array of strings");
    if (problem) return { problem };
    const item = { type, name, entityType, observations } as Item;
    return { item, isForeign: hasKeys(others) };
  }
  if (type === "relation") {
    const { from, to, relationType, ...others } = rest;
    const problem = firstNonString({ from, to, relationType });
    if (problem) return { problem };
    const item = { type, from, to, relationType } as Item;
    return { item, isForeign: hasKeys(others) };
  }
  return { isForeign: true };
}

function firstNonString(fields: Record<string, unknown>): string | undefined {
  const found = Object.entries(fields).find(([, value]) => typeof value !== "string");
  return found && `${found[0]} must be a string`;
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0;
}

/** Streams the file, so that a large one holds up neither the memory nor the event loop. */
async function* linesOf(
  path: string,
  take: (chunk: Uint8Array) => void,
): AsyncGenerator<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  // A byte order mark stays where it is, so that it can be reported.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of file.readable) {
    take(chunk);
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest) yield rest;
}
