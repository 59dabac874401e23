import { Buffer } from "node:buffer";
import { join } from "node:path";
import { isRecord } from "../../api/types/schema.ts";
import { LIST_LIMITS } from "../tools/limits.ts";
import { readAnnotations, type Tool, ToolList } from "../tools/read_list.ts";
import { Offer, type ToolHead } from "./offer.ts";

const FORMAT = 1;
/** A longer file was not written by us, in bytes. */
const FILE_BYTES = 4 * LIST_LIMITS.chars;
/** How long a change of a tool is worth mentioning, in days. */
const CHANGED_DAYS = 14;
/** Lists of servers that did not start for so long are removed, in days. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Days are written into what models read. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What a server says of itself. */
export interface Listed {
  readonly tools: readonly Tool[];
  readonly refusals: readonly string[];
  readonly instructions?: string;
}

/** The first line of a file; each line behind it is a tool. */
interface Header {
  readonly format: number;
  readonly heads: readonly ToolHead[];
  readonly refusals: readonly string[];
  readonly instructions?: string;
  readonly changed: Readonly<Record<string, string>>;
}

/**
 * The lists of tools that servers gave at earlier starts, a file each, for the user alone. Several
 * processes may use the folder: a file is replaced as a whole, and the last one stays.
 */
export class ListStore {
  readonly #folder: string;
  readonly #now: () => Date;

  /** @param folder absolute path; made when a list is kept */
  constructor(folder: string, now: () => Date = () => new Date()) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * @param key from `listKey`
   * @returns the list that was kept; `undefined` when there is none that can be read
   */
  async read(key: string): Promise<Offer | undefined> {
    const text = await this.#text(key);
    if (text === undefined) return undefined;
    const end = text.indexOf("\n");
    const header = readHeader(text.slice(0, end < 0 ? undefined : end));
    if (!header) return undefined;
    const { heads, refusals, instructions, changed } = header;
    return new Offer(heads, () => readTools(text.slice(end + 1), heads), {
      refusals,
      ...(instructions === undefined ? {} : { instructions }),
      changed: new Map(Object.entries(changed)),
    });
  }

  /**
   * Keeps a list for the next start.
   *
   * @param redact takes out of a text what the server was given in confidence
   * @returns which tools are new or have changed since they were last kept, lately, with the days
   * @throws what the file system throws
   */
  async keep(
    key: string,
    { tools, refusals, instructions }: Listed,
    redact: (text: string) => string,
  ): Promise<ReadonlyMap<string, string>> {
    const lines = new Map(tools.map((tool) => {
      // By its name it is found again: it stays, as in the header.
      const hidden = (_: string, value: unknown) =>
        typeof value === "string" && value !== tool.name ? redact(value) : value;
      return [tool.name, JSON.stringify(tool, hidden)];
    }));
    const changed = this.#changed(await this.#text(key), lines);
    const header: Header = {
      format: FORMAT,
      heads: tools.map(({ name, annotations }) => ({
        name,
        ...(annotations === undefined ? {} : { annotations }),
      })),
      refusals: refusals.map(redact),
      ...(instructions === undefined ? {} : { instructions: redact(instructions) }),
      changed: Object.fromEntries(changed),
    };
    await this.#replace(key, [JSON.stringify(header), ...lines.values()].join("\n"));
    return changed;
  }

  #changed(
    before: string | undefined,
    lines: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    const [first = "", ...old] = before?.split("\n") ?? [];
    const header = readHeader(first);
    if (!header) return new Map();
    const today = this.#now().toISOString().slice(0, 10);
    const oldest = new Date(this.#now().getTime() - CHANGED_DAYS * DAY_MS).toISOString();
    const lately = Object.entries(header.changed).filter(([name, day]) =>
      day >= oldest.slice(0, 10) && lines.has(name)
    );
    const known = new Set(old);
    const now = [...lines].filter(([, line]) => !known.has(line));
    return new Map([...lately, ...now.map(([name]): [string, string] => [name, today])]);
  }

  async #text(key: string): Promise<string | undefined> {
    try {
      const path = this.#path(key);
      const { isFile, size } = await Deno.stat(path);
      if (!isFile || size > FILE_BYTES) return undefined; // a pipe or a device may never end
      return await Deno.readTextFile(path);
    } catch {
      return undefined; // There is none, or none for us: the server is asked when it is needed.
    }
  }

  async #replace(key: string, text: string): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${this.#path(key)}.${crypto.randomUUID()}`;
    try {
      await Deno.writeTextFile(draft, text, { createNew: true, mode: 0o600 });
      await Deno.rename(draft, this.#path(key));
    } catch (error) {
      await Deno.remove(draft).catch(() => {}); // It may not be there, and what went wrong counts.
      throw error;
    }
    await this.#removeOld();
  }

  async #removeOld(): Promise<void> {
    for await (const { name } of Deno.readDir(this.#folder)) {
      const path = join(this.#folder, name);
      const { mtime } = await Deno.lstat(path).catch(() => ({ mtime: null })); // another was faster
      if (!mtime || this.#now().getTime() - mtime.getTime() < KEPT_DAYS * DAY_MS) continue;
      await Deno.remove(path).catch(() => {});
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.jsonl`);
  }
}

/**
 * @param parts what the list depends on: how the server is started, and our version
 * @returns the name of its list, which tells nothing of them
 */
export async function listKey(parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Buffer.from(digest).toString("hex").slice(0, 32);
}

function readHeader(line: string): Header | undefined {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(header) || header.format !== FORMAT) return undefined;
  const { heads, refusals, instructions, changed } = header;
  if (!Array.isArray(heads) || heads.length > LIST_LIMITS.tools) return undefined;
  if (!Array.isArray(refusals) || !isRecord(changed)) return undefined;
  return {
    format: FORMAT,
    heads: heads.filter((head) => isRecord(head) && typeof head.name === "string")
      .map(({ name, annotations }) => ({
        name,
        ...(isRecord(annotations) ? { annotations: readAnnotations(annotations) } : {}),
      })),
    refusals: refusals.filter((text) => typeof text === "string"),
    ...(typeof instructions === "string" ? { instructions } : {}),
    changed: Object.fromEntries(
      Object.entries(changed).filter((entry): entry is [string, string] =>
        typeof entry[1] === "string" && DAY.test(entry[1])
      ),
    ),
  };
}

/** The tools, within the limits of any list; of a file that was spoilt, their names alone. */
function readTools(lines: string, heads: readonly ToolHead[]): readonly Tool[] {
  const list = new ToolList();
  try {
    list.add({ tools: lines === "" ? [] : JSON.parse(`[${lines.replaceAll("\n", ",")}]`) });
  } catch {
    // Its server lists them again when it starts.
  }
  const read = new Map(list.tools.map((tool) => [tool.name, tool]));
  return heads.map((head) => read.get(head.name) ?? { ...head, inputSchema: {} });
}
