import { editFile } from "../files/edit_file.ts";
import type { ChangedFile, ImportRecord, Journal } from "../files/journal.ts";
import { readText } from "../files/read_text.ts";
import { JSON_FORM } from "../../text_form.ts";
import { at, type FileFault } from "../find/find_entries.ts";
import { type Changes, editText } from "../plan/edits.ts";
import { isEqual } from "../plan/make_plan.ts";
import { changeClient, type InClient } from "./change_client.ts";

/** What an undo has done to a file, and what of it was left as others have made it. */
export interface Undone {
  readonly file: string;
  /** Byte for byte as before, by entries, or not changed. */
  readonly how: "restored" | "edited" | "untouched";
  readonly notes: readonly string[];
  /** A copy that is left. */
  readonly backup?: string;
}

/**
 * Undoes an import: the client has its entries back before the config loses them. A file that is as the
 * import has left it becomes what it was, byte for byte; in another the entries alone are put back, and
 * all else stays.
 */
export async function undo(
  record: ImportRecord,
  journal: Journal,
): Promise<{ undone: Undone[]; faults: FileFault[] }> {
  const undone: Undone[] = [];
  const faults: FileFault[] = [];
  const tryFile = async (file: string, work: () => Promise<Undone>) => {
    try {
      undone.push(await work());
    } catch (error) {
      faults.push({ file, what: (error as Error).message });
    }
  };
  for (const file of record.files) await tryFile(file.file, () => undoClient(file, record));
  if (faults.length > 0) return { undone, faults };
  const others = (await journal.read()).filter(({ at, client }) =>
    at !== record.at || client !== record.client
  );
  await tryFile(record.config.file, () => undoConfig(record, others));
  if (faults.length > 0) return { undone, faults };
  for (const heir of heirs(record, others)) await journal.put(heir);
  await journal.drop(record);
  for (const { backup } of [record.config, ...record.files]) {
    const isNeeded = undone.some((one) => one.backup === backup && one.how === "edited");
    if (backup !== undefined && !isNeeded) await Deno.remove(backup).catch(() => {}); // It may be gone.
  }
  return { undone, faults };
}

/** @returns what a file becomes when it is as the import has left it; `undefined` when it is not */
async function oldText({ file, backup, before, after }: ChangedFile) {
  const now = await readText(file);
  if (now?.digest === before) return { now: now?.text, old: now?.text };
  if (now?.digest !== after) return undefined;
  if (backup === undefined) {
    return before === undefined ? { now: now.text, old: undefined } : undefined;
  }
  const old = await readText(backup);
  return old?.digest === before ? { now: now.text, old: old?.text } : undefined;
}

async function undoClient(changed: ChangedFile, record: ImportRecord): Promise<Undone> {
  const { file, backup } = changed;
  const known = await oldText(changed);
  if (known?.old !== undefined) {
    if (known.now === known.old) return { file, how: "untouched", notes: [] };
    const { now, old } = known;
    const { text } = await editFile(file, (text) => text === now ? old : text ?? "");
    if (text === old) return { file, how: "restored", notes: [] };
  }
  const value = JSON_FORM.read((await readText(file))?.text ?? "").value;
  const { folder, copied, entry } = record;
  const notes: string[] = [];
  const remove: InClient[] = [];
  const set: InClient[] = [];
  for (const { path, scope, value: old } of record.moved.filter((one) => one.file === file)) {
    const now = at(value, path);
    if (now === undefined && !copied) {
      set.push({ path, value: old, claude: scope && { scope, folder } });
    } else if (now !== undefined && !isEqual(now, old)) {
      notes.push(`"${path.at(-1)}" is there again, and stays as it is`);
    }
  }
  if (entry?.file === file) {
    const { path, scope, before } = entry;
    const now = at(value, path);
    const one = { path, value: entry.value, claude: scope && { scope, folder } };
    if (isEqual(now, entry.value)) {
      if (before === undefined) remove.push(one);
      else set.push({ path, value: before });
    } else if (now !== undefined) notes.push(`"${path.at(-1)}" has changed, and stays`);
  }
  const { changed: isChanged } = await changeClient(file, { remove, set });
  return {
    file,
    how: isChanged ? "edited" : "untouched",
    notes,
    ...backup === undefined ? {} : { backup },
  };
}

async function undoConfig(record: ImportRecord, others: readonly ImportRecord[]): Promise<Undone> {
  const { config, moved, rules } = record;
  const { file, backup } = config;
  const needed = new Set(others.flatMap((other) => other.moved.map(({ name }) => name)));
  const added = moved.filter((one) => one.added !== undefined);
  const notes: string[] = [];
  const known = added.some(({ name }) => needed.has(name)) ? undefined : await oldText(config);
  if (known) {
    if (known.now === known.old) return { file, how: "untouched", notes };
    if (known.old === undefined) await Deno.remove(file);
    else {
      const { now, old } = known;
      await editFile(file, (text) => text === now ? old : text ?? "");
    }
    if ((await readText(file))?.text === known.old) return { file, how: "restored", notes };
  }
  const value = JSON_FORM.read((await readText(file))?.text ?? "").value;
  const remove = [];
  for (const { name, added: written } of added) {
    const path = ["mcpServers", name] as const;
    const now = at(value, path);
    if (now === undefined) continue;
    if (needed.has(name)) notes.push(`"${name}" stays: another import needs it`);
    else if (!isEqual(now, written)) notes.push(`"${name}" has changed, and stays`);
    else remove.push({ path, value: written });
  }
  // Rules on what stays must stay with it.
  const count = rules.deny.length + rules.ask.length + rules.allow.length;
  const changes: Changes = notes.length === 0 ? { remove, drop: rules } : { remove };
  if (notes.length > 0 && count > 0) notes.push("the rules that were copied stay");
  const { changed } = await editFile(file, (text) => editText(text, changes));
  return { file, how: changed ? "edited" : "untouched", notes, ...backup ? { backup } : {} };
}

/** Other imports found entries in the config that this one had put there: they are theirs now. */
function heirs(record: ImportRecord, others: readonly ImportRecord[]): ImportRecord[] {
  const added = new Map(
    record.moved.filter((one) => one.added !== undefined).map((one) => [one.name, one.added]),
  );
  const taken = new Set<string>();
  return others.flatMap((other) => {
    const moved = other.moved.map((one) => {
      if (!added.has(one.name) || taken.has(one.name)) return one;
      taken.add(one.name);
      return { ...one, added: added.get(one.name) };
    });
    return moved.some((one, at) => one !== other.moved[at]) ? [{ ...other, moved }] : [];
  });
}
