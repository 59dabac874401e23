import type { Surroundings } from "../../../../servers/config/variables.ts";
import type { Entry } from "../../client_entry.ts";
import { backUp, editFile } from "../files/edit_file.ts";
import type { ChangedFile, ImportRecord, Journal } from "../files/journal.ts";
import { digestOf, readText } from "../files/read_text.ts";
import { JSON_FORM } from "../../text_form.ts";
import { at, type FileFault } from "../find/find_entries.ts";
import type { Place } from "../find/places.ts";
import type { Kind } from "../find/read_settings.ts";
import { type Changes, editText } from "../plan/edits.ts";
import type { Plan } from "../plan/make_plan.ts";
import { changeClient, type InClient, placed } from "./change_client.ts";

/** All that an import writes. */
export interface Work {
  readonly client: string;
  readonly surroundings: Surroundings;
  /** Where the config lies. */
  readonly config: string;
  /** Whether the entries stay in the client, too. */
  readonly copy: boolean;
  readonly plan: Plan;
  readonly rules: Readonly<Record<Kind, readonly string[]>>;
  /** Our entry, for the target of the plan. */
  readonly entry: Entry;
}

/** The name of our entry. */
export const NAME = "code-mode";

/** @returns what is written into the config */
export function configChanges({ plan, rules }: Work): Changes {
  return {
    set: plan.moves.filter(({ becomes }) => becomes === "new")
      .map(({ name, value }) => ({ path: ["mcpServers", name], value })),
    add: rules,
  };
}

/** @returns what is changed in the client, by file */
export function clientChanges(work: Work): Map<string, { remove: InClient[]; set: InClient[] }> {
  const { plan: { moves, target }, copy, entry } = work;
  const files = new Map<string, { remove: InClient[]; set: InClient[] }>();
  const of = (file: string) => {
    if (!files.has(file)) files.set(file, { remove: [], set: [] });
    return files.get(file)!;
  };
  const { workspace } = work.surroundings;
  if (target) of(target.file).set.push({ ...placed(target, NAME, workspace), value: entry });
  for (const { entry: { place, name, value } } of copy ? [] : moves) {
    of(place.file).remove.push({ ...placed(place, name, workspace), value });
  }
  return files;
}

/**
 * Writes the config: what was planned is in the journal before, and the client has lost nothing yet.
 *
 * @returns the record of the import, to be finished
 * @throws {TypeError} when the config cannot be written; nothing is changed then
 */
export async function writeConfig(work: Work, journal: Journal): Promise<ImportRecord> {
  const { client, surroundings, config, copy, plan, rules } = work;
  const at = new Date().toISOString();
  const changes = configChanges(work);
  const edits = new Map<string, Changes>([[config, changes], ...clientChanges(work)]);
  const [file, ...files] = await changedFiles(edits, at);
  const record: ImportRecord = {
    client,
    at,
    done: false,
    copied: copy,
    folder: surroundings.workspace,
    config: file!,
    files,
    moved: plan.moves.map((
      { entry: { place, name, value }, name: there, becomes, value: added },
    ) => ({
      file: place.file,
      path: [...place.section, name] as [string, ...string[]],
      ...place.scope ? { scope: place.scope } : {},
      value,
      name: there,
      ...becomes === "new" ? { added } : {},
    })),
    ...plan.target ? { entry: await entryRecord(work, plan.target) } : {},
    rules: { deny: [...rules.deny], ask: [...rules.ask], allow: [...rules.allow] },
  };
  await journal.put(record);
  try {
    const { text } = await editFile(config, (text) => editText(text, changes));
    return { ...record, config: { ...file!, after: await digestOf(text) } };
  } catch (error) {
    await journal.drop(record);
    await removeBackups([file!, ...files]);
    throw error;
  }
}

/**
 * Changes the client's files. One that cannot be changed is a fault that harms no other: its entries are in
 * both then.
 */
export async function changeClients(
  work: Work,
  record: ImportRecord,
  journal: Journal,
): Promise<FileFault[]> {
  const faults: FileFault[] = [];
  const files: ChangedFile[] = [];
  for (const [file, changes] of clientChanges(work)) {
    const known = record.files.find((one) => one.file === file)!;
    try {
      const { text } = await changeClient(file, changes);
      files.push({ ...known, after: await digestOf(text) });
    } catch (error) {
      faults.push({ file, what: (error as Error).message });
      files.push(known);
    }
  }
  await journal.put({ ...record, files, done: true });
  return faults;
}

/**
 * Copies the files that are about to be changed, all or none.
 *
 * @throws {TypeError} when one cannot be copied, with its name
 */
async function changedFiles(
  edits: ReadonlyMap<string, Changes>,
  at: string,
): Promise<ChangedFile[]> {
  const files: ChangedFile[] = [];
  for (const [file, changes] of edits) {
    try {
      files.push(await changedFile(file, at, (text) => editText(text, changes)));
    } catch (error) {
      await removeBackups(files);
      throw new TypeError(`"${file}": ${(error as Error).message}`);
    }
  }
  return files;
}

async function removeBackups(files: readonly ChangedFile[]): Promise<void> {
  for (const { backup } of files) if (backup !== undefined) await Deno.remove(backup);
}

/** Copies a file that is about to be changed, and says by what it is known before and after. */
async function changedFile(
  file: string,
  at: string,
  edit: (text: string | undefined) => string,
): Promise<ChangedFile> {
  const before = await readText(file);
  const after = edit(before?.text);
  const backup = before && after !== before.text ? await backUp(file, at) : undefined;
  return {
    file,
    ...backup === undefined ? {} : { backup },
    ...before ? { before: before.digest } : {},
    after: await digestOf(after),
  };
}

async function entryRecord({ entry }: Work, { file, section, scope }: Place) {
  const path: [string, ...string[]] = [...section, NAME];
  const before = at(JSON_FORM.read((await readText(file))?.text ?? "").value, path);
  return {
    file,
    path,
    ...scope ? { scope } : {},
    value: entry,
    ...before === undefined ? {} : { before },
  };
}
