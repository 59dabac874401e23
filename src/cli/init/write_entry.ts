import { plainLine } from "../../api/types/plain_line.ts";
import { isObject } from "../../servers/config/fields.ts";
import type { Surroundings } from "../../servers/config/variables.ts";
import { commandText } from "../command_text.ts";
import { ask } from "../terminal/ask.ts";
import { painter } from "../terminal/paint.ts";
import { UsageError } from "../usage_error.ts";
import type { Client, Entry } from "./client_entry.ts";
import { backUp } from "./import/files/edit_file.ts";
import { findEntries, type FoundEntry } from "./import/find/find_entries.ts";
import { isCodeMode, wordsOf } from "./import/find/is_code_mode.ts";
import { type Place, placesOf } from "./import/find/places.ts";
import { memoryFileOf } from "./import/plan/make_plan.ts";
import { changesText } from "./import/show/changes_text.ts";
import { faultText } from "./import/show/plan_text.ts";
import { NAME } from "./import/work/carry_out.ts";
import { changeClient, type InClient, placed } from "./import/work/change_client.ts";
import { entryText, oldMemory } from "./old_memory.ts";

export interface WriteOptions {
  /** What the client is called. */
  readonly name: string;
  readonly client: Client;
  /** From `--write FILE`, as an absolute path; left out for the client's own file. */
  readonly file?: string;
  /** The flags of `serve` that were given. */
  readonly flags: readonly string[];
  /** From `--replace`: take server-memory out without a question. */
  readonly replace: boolean;
  readonly surroundings: Surroundings;
  /** Makes our entry with flags of `serve`. */
  readonly entry: (flags: string[]) => Entry;
}

/**
 * `code-mode init CLIENT --write [FILE]`: puts the entry into the client's file and shows what changed. Where
 * the client starts server-memory, its memory is taken over.
 */
export async function writeEntry(options: WriteOptions): Promise<number> {
  const { name, surroundings, flags } = options;
  const places = placesToWrite(options);
  const target = places.at(-1);
  if (!target) {
    throw new UsageError(
      `The environment does not say where ${name} keeps its servers: name the file behind --write`,
    );
  }
  const { entries, faults } = await findEntries(places);
  for (const fault of faults.filter(({ file }) => file !== target.file)) {
    console.error(`code-mode: ${faultText(fault)}`);
  }
  const ours = entries.filter((one) => one.name === NAME && isCodeMode(one.value));
  const there = ours.find(({ place }) => place === target)?.value;
  const make = (more: string[]) => withKept(there, options.entry([...flags, ...more]));
  const kept = keptFlags(there, flags);
  const named = memoryFileOf(make(kept));
  const found = flags.includes("--no-memory") ? [] : entries;
  const old = await oldMemory(found, surroundings, named);
  const memory = named === undefined && old.file !== undefined ? ["--memory-file", old.file] : [];
  for (const note of old.notes) console.error(note);
  const goes = old.entries.length > 0 && await mayGo(options);

  const files = new Map<string, { remove: InClient[]; set: InClient[] }>([
    [target.file, {
      remove: [],
      set: [{
        ...placed(target, NAME, surroundings.workspace),
        value: make([...kept, ...memory]),
      }],
    }],
  ]);
  for (const { place, name, value } of goes ? old.entries : []) {
    if (!files.has(place.file)) files.set(place.file, { remove: [], set: [] });
    const { remove } = files.get(place.file)!;
    remove.push({ ...placed(place, name, surroundings.workspace), value });
  }
  for (const [file, changes] of files) await change(file, changes, places);
  for (const { place } of ours.filter(({ place }) => place !== target)) {
    console.error(
      `In ${place.folder ?? "other folders"}, "${NAME}" in ${place.file} counts first.`,
    );
  }
  if (old.entries.length > 0 && !goes) console.error(leftText(old.entries, options));
  return 0;
}

/** In the order in which the client looks; the entry goes into the last. */
function placesToWrite({ name, client, file, surroundings }: WriteOptions): Place[] {
  const known = placesOf(name, surroundings);
  const key = ({ file, section }: Place) => JSON.stringify([file, section]);
  // In the home folder the project's file may be the user's.
  const places = known.filter((place, at) =>
    known.findLastIndex((other) => key(other) === key(place)) === at
  );
  if (file === undefined) return places;
  const named = places.filter((place) => place.file === file);
  return named.length > 0 ? named : [{ file, section: [client.section] }];
}

/** Who runs init again, after an upgrade, means the same server: its flags and its memory stay. */
function keptFlags(there: unknown, flags: readonly string[]): string[] {
  if (there === undefined) return [];
  const words = wordsOf(there);
  if (flags.length === 0) return words.slice(words.lastIndexOf("serve") + 1);
  const file = flags.includes("--memory-file") ? undefined : memoryFileOf(there);
  return file === undefined ? [] : ["--memory-file", file];
}

/** Keys that clients and people add stay. */
function withKept(there: unknown, entry: Entry): Entry {
  if (!isObject(there)) return entry;
  const env = { ...isObject(there.env) ? there.env : {}, ...entry.env };
  return { ...there, ...entry, ...Object.keys(env).length > 0 ? { env } : {} } as Entry;
}

async function mayGo({ replace }: WriteOptions): Promise<boolean> {
  if (replace || !Deno.stdin.isTerminal()) return replace;
  return await ask("Take it out? Both at once write past code-mode's lock");
}

async function change(
  file: string,
  changes: { readonly remove: readonly InClient[]; readonly set: readonly InClient[] },
  places: readonly Place[],
): Promise<void> {
  const paint = painter(Deno.stdout.isTerminal() && !Deno.noColor);
  const sections = places.filter((place) => place.file === file).map(({ section }) => section);
  try {
    const lines = await changesText(file, changes, sections, paint);
    if (lines.length === 0) {
      console.log(`"${file}" has this entry already`);
      return;
    }
    const copy = changes.remove.length > 0
      ? await backUp(file, new Date().toISOString())
      : undefined;
    await changeClient(file, changes);
    console.log(lines.join("\n"));
    const where = copy === undefined ? "" : ` As it was: "${copy}".`;
    console.error(`Written to "${file}".${where} Restart the client, or reload its servers.`);
  } catch (error) {
    const reason = (error as Error).message;
    throw new UsageError(`Cannot change the entries in "${file}": ${reason}`);
  }
}

function leftText(entries: readonly FoundEntry[], { name, file }: WriteOptions): string {
  const again = ["init", name, "--write", ...file === undefined ? [] : [file], "--replace"];
  return `Take ${entries.map(entryText).join(" and ")} out: both at once write past ` +
    `code-mode's lock. By hand, or with: ${plainLine(commandText(again), 1_000)}`;
}
