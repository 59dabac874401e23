/** A name and in how many steps it is reached from the one that was given. */
interface Near {
  readonly name: string;
  readonly steps: number;
}

/**
 * Finds the name that was probably meant.
 *
 * @returns the one that is clearly nearest to `name`; `undefined` when none or several are
 */
export function closest(name: string, names: Iterable<string>): string | undefined {
  const [first, second] = near(name, names);
  return first?.steps === second?.steps ? undefined : first?.name;
}

/**
 * Finds the names that may have been meant: those that are spelt alike, then those that share words,
 * as `create_ticket` and `create_issue` do.
 *
 * @param count how many at most
 * @returns the nearest first; among equals in the order of `names`
 */
export function nearest(name: string, names: Iterable<string>, count: number): string[] {
  const all = [...names];
  const alike = near(name, all).map((one) => one.name);
  const wanted = wordsOf(name);
  const related = all
    .map((one) => ({ name: one, shared: shared(wanted, wordsOf(one)) }))
    .filter((one) => one.shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .map((one) => one.name);
  return [...new Set([...alike, ...related])].slice(0, count);
}

/** The names that are spelt like `name`, the nearest first. */
function near(name: string, names: Iterable<string>): Near[] {
  const wanted = plain(name);
  const within = Math.max(2, Math.floor(wanted.length / 3));
  const found: Near[] = [];
  for (const one of names) {
    const candidate = plain(one);
    // `search` for `searchNodes`: part of a name counts as near, but less so than a slip of the keys.
    const isPart = wanted.length > 3 && candidate.startsWith(wanted);
    const reachable = Math.abs(candidate.length - wanted.length) <= within;
    const steps = Math.min(
      reachable ? distance(wanted, candidate) : Infinity,
      isPart ? within : Infinity,
    );
    if (steps <= within) found.push({ name: one, steps });
  }
  return found.sort((a, b) => a.steps - b.steps);
}

/** `open_nodes` and `OpenNodes` are `openNodes`, spelt in another habit. */
function plain(name: string): string {
  return name.slice(0, 64).replace(/[_.-]/g, "").toLowerCase();
}

/** The words of `create_issue`, `create-issue` and `createIssue`; short ones say nothing. */
function wordsOf(name: string): ReadonlySet<string> {
  const words = name.slice(0, 64).replace(/([a-z])([A-Z])/g, "$1 $2").split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word.length > 2).map((word) => word.toLowerCase()));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => b.has(word)).length;
}

/** Levenshtein's: letters to insert, remove or replace. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j]! + 1, row[j - 1]! + 1));
    }
    above = row;
  }
  return above[b.length]!;
}
