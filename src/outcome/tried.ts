import type { Changes, Outcome } from "./outcome.ts";

/** What became of the changes of a program that ran on a copy. */
export interface Tried {
  /** Whether they were to be written; else it was a dry run. */
  readonly committed?: boolean;
  readonly changes?: Changes;
  /** What `apply` takes to write them. */
  readonly plan?: string;
}

/**
 * Says in an outcome what became of the changes. The counts of writes go: those were of the copy.
 *
 * @param maxChars of the whole, as JSON: changes that there is no room for are counted
 */
export function tried(
  { status, calls, ...rest }: Outcome,
  { committed, changes, plan }: Tried,
  maxChars: number,
): Outcome {
  const { written: _w, writtenBy: _b, unknown: _u, unknownBy: _n, ...counts } = calls;
  const withLines = (lines: readonly string[]): Outcome => ({
    status,
    ...(committed === undefined ? { dryRun: true } : { committed }),
    ...(changes ? { changes: { ...changes, ...shown(changes, lines) } } : {}),
    ...(plan === undefined ? {} : { plan }),
    ...rest,
    calls: counts,
  });
  const lines: string[] = [];
  let room = maxChars - JSON.stringify(withLines([])).length - MORE_CHARS;
  for (const line of changes?.lines ?? []) {
    room -= JSON.stringify(line).length + 1;
    if (room < 0) break;
    lines.push(line);
  }
  return withLines(lines);
}

/** What `more` takes. */
const MORE_CHARS = 20;

function shown({ lines: all, more = 0 }: Changes, lines: readonly string[]) {
  const left = more + all.length - lines.length;
  return { lines: [...lines], ...(left > 0 ? { more: left } : {}) };
}

/** What a program changes, in numbers: `delete 2 entities and 4 observations, create 1 relation`. */
export function changesText(changes: Changes): string {
  const parts = VERBS.flatMap(([key, verb]) => {
    const counts = NOUNS.flatMap(([group, one, many]) => {
      const count = changes[group]?.[key];
      return count === undefined ? [] : [`${count} ${count === 1 ? one : many}`];
    });
    return counts.length === 0 ? [] : [`${verb} ${counts.join(" and ")}`];
  });
  return parts.length === 0 ? "change nothing" : parts.join(", ");
}

const VERBS = [
  ["deleted", "delete"],
  ["changed", "change the type of"],
  ["created", "create"],
  ["added", "add"],
] as const;

const NOUNS = [
  ["entities", "entity", "entities"],
  ["relations", "relation", "relations"],
  ["observations", "observation", "observations"],
  ["otherLines", "unknown line", "unknown lines"],
] as const;
