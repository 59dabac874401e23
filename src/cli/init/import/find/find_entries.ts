import { isObject } from "../../../../servers/config/fields.ts";
import type { JsonText, Path } from "../../../../servers/config/json_text.ts";
import { formOf } from "../../text_form.ts";
import { readText } from "../files/read_text.ts";
import type { Place } from "./places.ts";

/** An entry of a server, as a client has it. */
export interface FoundEntry {
  readonly name: string;
  readonly value: unknown;
  readonly place: Place;
  /** Why it cannot be read for certain, and what to do. */
  readonly fault?: string;
}

/** A file that could not be read; the others are. */
export interface FileFault {
  readonly file: string;
  readonly line?: number;
  readonly what: string;
}

export interface FoundEntries {
  readonly entries: readonly FoundEntry[];
  readonly faults: readonly FileFault[];
  /** The files that were read. */
  readonly read: readonly string[];
}

/** No person keeps as many servers. */
const MAX_ENTRIES = 300;

/** Reads what stands at places, in their order. What cannot be read is a fault that concerns its file alone. */
export async function findEntries(places: readonly Place[]): Promise<FoundEntries> {
  const entries: FoundEntry[] = [];
  const faults: FileFault[] = [];
  const files = new Map<string, JsonText>();
  for (const file of new Set(places.map(({ file }) => file))) {
    const json = await readJsonFile(file, faults);
    if (json) files.set(file, json);
  }
  for (const place of places) {
    const json = files.get(place.file);
    const group = json && at(json.value, place.section);
    if (json === undefined || group === undefined) continue;
    const twice = json.flaws.find(({ path }) => startsWith(place.section, path));
    const fault = twice
      ? `"${place.section.join(".")}" ${twice.what}: mend it`
      : whyNoGroup(group, place);
    if (fault !== undefined) {
      faults.push({ file: place.file, line: json.lineOf(place.section), what: fault });
      continue;
    }
    for (const [name, value] of Object.entries(group as Record<string, unknown>)) {
      const twice = json.flaws.some(({ path }) => startsWith(path, [...place.section, name]));
      const flaw = twice ? { fault: "a key of it stands there twice: remove one" } : {};
      entries.push({ name, value, place, ...flaw });
    }
  }
  return { entries, faults, read: [...files.keys()] };
}

/**
 * The places in files that a person has named: all sections that clients know.
 *
 * @param known the client's own places
 */
export async function placesIn(
  files: readonly string[],
  known: readonly Place[],
): Promise<{ places: Place[]; faults: FileFault[] }> {
  const faults: FileFault[] = [];
  const places: Place[] = [];
  for (const file of new Set(files)) {
    const own = known.filter((place) => place.file === file);
    const json = await readJsonFile(file, faults);
    if (own.length > 0) places.push(...own);
    else if (json) {
      const sections = ["mcpServers", "servers"].filter((key) =>
        at(json.value, [key]) !== undefined
      );
      for (const section of sections) places.push({ file, section: [section] });
      if (sections.length === 0) {
        faults.push({ file, what: 'it has neither "mcpServers" nor "servers"' });
      }
    } else if (!faults.some((fault) => fault.file === file)) {
      faults.push({ file, what: "there is no such file: correct the name" });
    }
  }
  return { places, faults };
}

/** @returns what a file says that is there and can be read */
export async function readJsonFile(
  file: string,
  faults: FileFault[],
): Promise<JsonText | undefined> {
  try {
    const read = await readText(file);
    if (!read) return undefined;
    const json = formOf(file).read(read.text);
    if (json.fault) {
      const { what, remedy } = json.fault;
      faults.push({ file, line: json.lineOf([]), what: `${what}: ${remedy}` });
      return undefined;
    }
    if (isObject(json.value)) return json;
    faults.push({ file, line: 1, what: "it is no object: mend it" });
  } catch (error) {
    faults.push({ file, what: (error as Error).message });
  }
  return undefined;
}

/** @returns what stands at a path of names */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined,
    value,
  );
}

function whyNoGroup(group: unknown, { section }: Place): string | undefined {
  const name = section.join(".");
  if (!isObject(group)) return `"${name}" is no object: mend it`;
  return Object.keys(group).length > MAX_ENTRIES
    ? `"${name}" has more than ${MAX_ENTRIES} entries: move some by hand`
    : undefined;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((name, at) => path[at] === name);
}
