import { judgeLine } from "../file/check.ts";
import { linesOf, MOST_LINES } from "./change_lines.ts";

export interface Entity {
  readonly name: string;
  readonly entityType: string;
  readonly observations: readonly string[];
}

export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly relationType: string;
}

/** An entity that is another one now. */
export interface ChangedEntity {
  readonly before: Entity;
  readonly after: Entity;
  readonly added: readonly string[];
  readonly deleted: readonly string[];
}

/** All that one memory has and the other has not. */
export interface Difference {
  readonly entities: {
    readonly created: readonly Entity[];
    readonly changed: readonly ChangedEntity[];
    readonly deleted: readonly Entity[];
  };
  readonly relations: {
    readonly created: readonly Relation[];
    readonly deleted: readonly Relation[];
  };
  /** Lines that hold neither, or more than the memory server knows, and are gone. */
  readonly otherLines: number;
}

/** The same in numbers, and in a few lines. */
export interface Summary {
  readonly entities?: Counts;
  readonly observations?: Counts;
  readonly relations?: Counts;
  readonly otherLines?: Counts;
  /** The first changes, deletions before all others. */
  readonly lines: string[];
  /** How many more there are. */
  readonly more?: number;
}

/** How many of a kind; what is none is left out. */
export interface Counts {
  readonly created?: number;
  readonly added?: number;
  readonly changed?: number;
  readonly deleted?: number;
}

/** How long other work waits while lines are read, in milliseconds: a ping is answered in between. */
const TURN_MS = 10;
const LINES_A_LOOK = 256;

/**
 * Compares two memory files. Lines that are in both, as often in one as in the other, are not looked into.
 *
 * @param before the text of one
 * @param after the text of the other
 */
export async function difference(before: string, after: string): Promise<Difference> {
  const [removed, added] = apart(before, after);
  const [was, is] = [await read(removed), await read(added)];
  const entities = compareEntities(was.entities, is.entities);
  const [deleted, created] = compareRelations(was.relations, is.relations);
  return {
    entities,
    relations: { created, deleted },
    otherLines: Math.max(0, was.others - is.others),
  };
}

/** @returns what an answer shows of a difference */
export function summary({ entities, relations, otherLines }: Difference): Summary {
  const { created, changed, deleted } = entities;
  const observations = (of: readonly Entity[]) =>
    of.reduce((sum, { observations }) => sum + observations.length, 0);
  const sum = (of: readonly ChangedEntity[], which: "added" | "deleted") =>
    of.reduce((total, one) => total + one[which].length, 0);
  const retyped = changed.filter(({ before, after }) => before.entityType !== after.entityType);
  const all = deleted.length + relations.deleted.length + changed.length + created.length +
    relations.created.length;
  return {
    ...group("entities", {
      created: created.length,
      changed: retyped.length,
      deleted: deleted.length,
    }),
    ...group("observations", {
      added: observations(created) + sum(changed, "added"),
      deleted: observations(deleted) + sum(changed, "deleted"),
    }),
    ...group("relations", { created: relations.created.length, deleted: relations.deleted.length }),
    ...group("otherLines", { deleted: otherLines }),
    lines: linesOf({ entities, relations, otherLines }),
    ...(all > MOST_LINES ? { more: all - MOST_LINES } : {}),
  };
}

/** @returns the group with what is not none; nothing where all is */
function group(name: string, counts: Readonly<Record<string, number>>): Partial<Summary> {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? {} : { [name]: Object.fromEntries(some) };
}

/** @returns the lines of each text that the other has not, or not so often */
function apart(before: string, after: string): [removed: string[], added: string[]] {
  const left = countsOf(before.split("\n"));
  const added = after.split("\n").filter((line) => line.trim() !== "" && !takeOne(left, line));
  left.delete("");
  const removed = [...left].flatMap(([line, count]) =>
    line.trim() === "" ? [] : Array<string>(count).fill(line)
  );
  return [removed, added];
}

/**
 * Whether nothing is left of a change: a server that takes no lock has written what it had read before.
 *
 * @param before the text that was changed
 * @param after what it was changed to
 * @param now what is there
 */
export function wasUndone(before: string, after: string, now: string): boolean {
  const [removed, added] = apart(before, after);
  const lines = new Set(now.split("\n"));
  return removed.every((line) => lines.has(line)) && !added.some((line) => lines.has(line));
}

interface Read {
  readonly entities: Map<string, Entity[]>;
  readonly relations: Relation[];
  others: number;
}

async function read(lines: readonly string[]): Promise<Read> {
  const found: Read = { entities: new Map(), relations: [], others: 0 };
  let since = performance.now();
  for (const [index, line] of lines.entries()) {
    readLine(line, found);
    if (index % LINES_A_LOOK !== 0 || performance.now() - since < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  return found;
}

function readLine(line: string, found: Read): void {
  const { item, isForeign } = judgeLine(line);
  if (item?.type === "entity") {
    const twins = found.entities.get(item.name);
    if (twins) twins.push(item);
    else found.entities.set(item.name, [item]);
  } else if (item) found.relations.push(item);
  if (!item || isForeign) found.others++;
}

/** Those of one name are compared in their order: the memory server keeps it. */
function compareEntities(
  was: ReadonlyMap<string, readonly Entity[]>,
  is: ReadonlyMap<string, readonly Entity[]>,
): Difference["entities"] {
  const [created, changed, deleted]: [Entity[], ChangedEntity[], Entity[]] = [[], [], []];
  for (const [name, twins] of is) {
    const before = was.get(name) ?? [];
    twins.forEach((after, index) => {
      const old = before[index];
      if (!old) return created.push(after);
      const change = compare(old, after);
      if (change) changed.push(change);
    });
  }
  for (const [name, twins] of was) {
    for (const gone of twins.slice(is.get(name)?.length ?? 0)) deleted.push(gone);
  }
  return { created, changed, deleted };
}

function compare(before: Entity, after: Entity): ChangedEntity | undefined {
  const left = countsOf(before.observations);
  const added = after.observations.filter((one) => !takeOne(left, one));
  const deleted = [...left].flatMap(([one, count]) => Array<string>(count).fill(one));
  const isSame = added.length + deleted.length === 0 && before.entityType === after.entityType;
  return isSame ? undefined : { before, after, added, deleted };
}

function compareRelations(
  was: readonly Relation[],
  is: readonly Relation[],
): [deleted: Relation[], created: Relation[]] {
  const key = ({ from, to, relationType }: Relation) => JSON.stringify([from, relationType, to]);
  const [left, right] = [countsOf(was.map(key)), countsOf(is.map(key))];
  const deleted = was.filter((one) => !takeOne(right, key(one)));
  const created = is.filter((one) => !takeOne(left, key(one)));
  return [deleted, created];
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** @returns whether there was one to take */
function takeOne(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text);
  if (count === undefined) return false;
  if (count === 1) counts.delete(text);
  else counts.set(text, count - 1);
  return true;
}
