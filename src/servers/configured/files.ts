import type { Block } from "../../upstream/tools/read_result.ts";

/** What files may take. */
const LIMITS = {
  /** Kept while a program runs, in characters of JSON: more would fill our memory. */
  keptChars: 32 * 2 ** 20,
  /** Sent to the client with one answer. */
  sent: 5,
  sentChars: 6 * 2 ** 20, // 4 MiB of data, as base64
  /** Values of a result that are looked at for handles. */
  looks: 10_000,
};

/** Files that the answers of one program's calls held. Those whose handles it returns go to the client. */
export class Files {
  readonly #blocks = new Map<string, { block: Block; chars: number }>();
  #last = 0;
  #chars = 0;

  newId(): string {
    return `file-${++this.#last}`;
  }

  /** Keeps a file; the oldest go where there is no room. */
  keep(id: string, block: Block): void {
    const chars = JSON.stringify(block).length;
    this.#blocks.set(id, { block, chars });
    this.#chars += chars;
    for (const [oldest, { chars }] of this.#blocks) {
      if (this.#chars <= LIMITS.keptChars) return;
      this.#blocks.delete(oldest);
      this.#chars -= chars;
    }
  }

  /**
   * Finds the files whose handles stand in a result.
   *
   * @returns them as the server sent them, in their order, and what was left out, in words
   */
  of(result: unknown): { blocks: Block[]; omitted: string | undefined } {
    const blocks: Block[] = [];
    if (this.#blocks.size === 0) return { blocks, omitted: undefined };
    let [chars, tooMany, gone] = [0, 0, 0];
    for (const id of handlesIn(result)) {
      const kept = this.#blocks.get(id);
      if (!kept) gone++;
      else if (blocks.length >= LIMITS.sent || chars + kept.chars > LIMITS.sentChars) tooMany++;
      else {
        blocks.push(kept.block);
        chars += kept.chars;
      }
    }
    const why = [
      ...(tooMany > 0
        ? [`${tooMany} more files are not shown: an answer holds ${LIMITS.sent} files and 4 MiB`]
        : []),
      ...(gone > 0 ? [`${gone} files are not shown: they were not kept`] : []),
    ];
    return { blocks, omitted: why.length > 0 ? why.join("; ") : undefined };
  }
}

/** The ids of all handles in a value, each once. */
function handlesIn(result: unknown): Set<string> {
  const ids = new Set<string>();
  const left = [result];
  for (let looks = 0; left.length > 0 && looks < LIMITS.looks; looks++) {
    const value = left.shift();
    if (typeof value !== "object" || value === null) continue;
    const { id, type } = value as { id?: unknown; type?: unknown };
    if (typeof id === "string" && /^file-\d+$/.test(id) && typeof type === "string") ids.add(id);
    left.push(...Object.values(value).slice(0, LIMITS.looks));
  }
  return ids;
}
