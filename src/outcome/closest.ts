/**
 * Finds the name that was probably meant.
 *
 * @returns the one that is clearly nearest to `name`; `undefined` when none or several are
 */
export function closest(name: string, names: Iterable<string>): string | undefined {
  const wanted = plain(name);
  const within = Math.max(2, Math.floor(wanted.length / 3));
  let best: string[] = [];
  let least = Infinity;
  for (const one of names) {
    const candidate = plain(one);
    // `search` for `searchNodes`: part of a name counts as near, but less so than a slip of the keys.
    const isPart = wanted.length > 3 && candidate.startsWith(wanted);
    const steps = Math.min(distance(wanted, candidate), isPart ? within : Infinity);
    if (steps > within || steps > least) continue;
    if (steps < least) best = [];
    least = steps;
    best.push(one);
  }
  return best.length === 1 ? best[0] : undefined;
}

/** `open_nodes` and `OpenNodes` are `openNodes`, spelt in another habit. */
function plain(name: string): string {
  return name.slice(0, 64).replaceAll("_", "").toLowerCase();
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
