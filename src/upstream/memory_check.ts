/** A line that server-memory can't read; a single one makes all of its tools fail. */
export interface CorruptLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

/** What is in a memory file. */
export interface MemoryCheck {
  readonly bytes: number;
  readonly entities: number;
  readonly relations: number;
  /** Lines with something that server-memory doesn't know and its next write leaves out. */
  readonly foreign: number;
  readonly corrupt: readonly CorruptLine[];
}

/**
 * Reads a memory file line by line, changing nothing; one that is missing is an empty graph.
 *
 * @param path the memory file.
 * @throws what `Deno.open` throws, except that the file is missing.
 */
export async function checkMemoryFile(path: string): Promise<MemoryCheck> {
  let [bytes, entities, relations, foreign, number] = [0, 0, 0, 0, 0];
  const corrupt: CorruptLine[] = [];
  for await (const line of linesOf(path, (size) => bytes += size)) {
    number++;
    if (line.trim() === "") continue;
    const verdict = judgeLine(line);
    if (verdict.problem) corrupt.push({ line: number, problem: verdict.problem });
    else if (verdict.type === "entity") entities++;
    else if (verdict.type === "relation") relations++;
    if (verdict.foreign) foreign++;
  }
  return { bytes, entities, relations, foreign, corrupt };
}

export interface Verdict {
  type?: unknown;
  /** Why server-memory can't read the line. */
  problem?: string;
  /** Whether it leaves out something of it when it writes. */
  foreign?: boolean;
}

/**
 * @param line that isn't blank.
 * @returns what it is by the rules of server-memory's own reading and of the schema of its answers.
 */
export function judgeLine(line: string): Verdict {
  let item: unknown;
  try {
    item = JSON.parse(line);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (item === null) return { problem: "null is neither an entity nor a relation" };
  const { type, ...rest } = item as Record<string, unknown>;
  if (type === "entity") {
    const { name, entityType, observations, ...others } = rest;
    const broken = firstNonString({ name, entityType }) ??
      (isStrings(observations) ? undefined : "observations must be an array of strings");
    return broken ? { problem: broken } : { type, foreign: hasKeys(others) };
  }
  if (type === "relation") {
    const { from, to, relationType, ...others } = rest;
    const broken = firstNonString({ from, to, relationType });
    return broken ? { problem: broken } : { type, foreign: hasKeys(others) };
  }
  return { type, foreign: true };
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
async function* linesOf(path: string, count: (bytes: number) => void): AsyncGenerator<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  // A byte order mark stays where it is: JSON.parse refuses it here as it does in server-memory.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of file.readable) {
    count(chunk.length);
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest) yield rest;
}
