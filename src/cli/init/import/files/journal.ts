import { z } from "zod";
import { editFile } from "./edit_file.ts";
import { readText } from "./read_text.ts";

const Path = z.tuple([z.string()], z.string());
/** What Claude Code calls a place. */
const Scope = z.enum(["local", "user"]);
const Rules = z.object({
  deny: z.array(z.string()),
  ask: z.array(z.string()),
  allow: z.array(z.string()),
});

/** A file that an import changes. */
const ChangedFile = z.object({
  file: z.string(),
  /** A copy of what it was; left out where there was none. */
  backup: z.string().optional(),
  /** By what its old and its new bytes are known; left out where it was not there. */
  before: z.string().optional(),
  after: z.string(),
});

/** An entry that was moved, or copied. */
const Moved = z.object({
  file: z.string(),
  path: Path,
  scope: Scope.optional(),
  value: z.unknown(),
  /** Its name in the config; that of the embedded memory where it has become that. */
  name: z.string(),
  /** What was written there; left out where nothing was: it stood there already. */
  added: z.unknown().optional(),
});

/** What an import has done, or was about to do. */
const ImportRecord = z.object({
  client: z.string(),
  at: z.string(),
  /** Whether it went through; one that did not was interrupted. */
  done: z.boolean(),
  /** Whether the entries stayed in the client, too. */
  copied: z.boolean(),
  /** The folder that it was called in. */
  folder: z.string(),
  config: ChangedFile,
  files: z.array(ChangedFile),
  moved: z.array(Moved),
  /** The entry of code-mode that was put into the client. */
  entry: z.object({
    file: z.string(),
    path: Path,
    scope: Scope.optional(),
    value: z.unknown(),
    /** What stood there before. */
    before: z.unknown().optional(),
  }).optional(),
  rules: Rules,
});

const Imports = z.object({ format: z.literal(1), imports: z.array(ImportRecord) });

export type ImportRecord = z.infer<typeof ImportRecord>;
export type ChangedFile = z.infer<typeof ChangedFile>;
export type MovedEntry = z.infer<typeof Moved>;

/** What imports have done to a config, in a file beside it, so that they can be undone. It holds secrets. */
export class Journal {
  readonly file: string;

  /** @param config absolute path */
  constructor(config: string) {
    this.file = `${config}.imports`;
  }

  /**
   * @returns the imports, the first one first
   * @throws {TypeError} when the file cannot be read
   */
  async read(): Promise<ImportRecord[]> {
    return parse((await readText(this.file))?.text);
  }

  /** Adds an import, or says anew what it has done. */
  async put(record: ImportRecord): Promise<void> {
    await this.#edit((imports) =>
      imports.some((one) => isSame(one, record))
        ? imports.map((one) => isSame(one, record) ? record : one)
        : [...imports, record]
    );
  }

  /** Takes an import out; the file goes with the last one. */
  async drop(record: ImportRecord): Promise<void> {
    await this.#edit((imports) => imports.filter((one) => !isSame(one, record)));
    if ((await this.read()).length === 0) await Deno.remove(this.file);
  }

  async #edit(change: (imports: ImportRecord[]) => ImportRecord[]): Promise<void> {
    await editFile(
      this.file,
      (text) => `${JSON.stringify({ format: 1, imports: change(parse(text)) }, null, 2)}\n`,
    );
  }
}

function parse(text: string | undefined): ImportRecord[] {
  if (text === undefined) return [];
  try {
    return Imports.parse(JSON.parse(text)).imports;
  } catch {
    throw new TypeError("it is not what code-mode has written: move it away, then try again");
  }
}

function isSame(one: ImportRecord, other: ImportRecord): boolean {
  return one.client === other.client && one.at === other.at;
}
