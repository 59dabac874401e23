import { plainLine } from "../../api/types/plain_line.ts";
import type { Surroundings } from "../../servers/config/variables.ts";
import { UsageError } from "../usage_error.ts";
import type { FoundEntry } from "./import/find/find_entries.ts";
import { IN_CACHE, memoryEntry } from "./import/find/memory_entry.ts";

/** The server-memory that a client still starts, besides code-mode or before it. */
export interface OldMemory {
  /** Those that can be taken out. */
  readonly entries: readonly FoundEntry[];
  /** Where it keeps its memory, as far as that can be found. */
  readonly file?: string;
  /** What to say of them. */
  readonly notes: readonly string[];
}

const CHARS = 300;

/**
 * Looks for entries of server-memory in what a client has.
 *
 * @param named the memory file that code-mode's entry names, if it does
 * @throws {UsageError} when there are several memories, and none is named
 */
export async function oldMemory(
  found: readonly FoundEntry[],
  surroundings: Surroundings,
  named: string | undefined,
): Promise<OldMemory> {
  const entries: FoundEntry[] = [];
  const files = new Set<string>();
  const notes: string[] = [];
  for (const entry of found) {
    const known = await memoryEntry(entry.value, surroundings);
    if (known === undefined) continue;
    const start = `${entryText(entry)} starts server-memory`;
    if (typeof known === "string") {
      notes.push(`${start}, and ${known}: take it out by hand, and name its file by --memory-file`);
      continue;
    }
    entries.push(entry);
    const { file, inCache } = known;
    if (file !== undefined) files.add(file);
    notes.push(`${start}: ${memoryText(file, named)}`);
    if (inCache && named === undefined) notes.push(IN_CACHE);
  }
  if (files.size > 1 && named === undefined) {
    throw new UsageError(
      `Cannot take a memory over: there are several, ${[...files].join(" and ")}: ` +
        "name one with --memory-file",
    );
  }
  const [file] = files;
  return { entries, notes, ...file === undefined ? {} : { file } };
}

/** `"memory" in /home/ada/.cursor/mcp.json` */
export function entryText({ name, place }: FoundEntry): string {
  return plainLine(`"${name}" in ${place.file}`, CHARS);
}

function memoryText(file: string | undefined, named: string | undefined): string {
  if (file === undefined) {
    return "it has kept nothing yet, or its memory cannot be found" +
      (named === undefined ? ": name that with --memory-file if you know where it lies" : "");
  }
  return named === undefined || named === file
    ? `code-mode goes on with its memory, ${file}`
    : `its memory is ${file}, but code-mode's entry names ${named}`;
}
