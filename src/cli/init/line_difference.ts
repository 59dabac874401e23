/** Beyond so many pairs of lines the middle of two texts is shown as one change. */
const MAX_PAIRS = 4_000_000;

/** What an edit changed: lines that went after `-`, lines that came after `+`. */
export function lineDifference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let same = 0;
  const left = Math.min(old.length, now.length) - start;
  while (same < left && old.at(-1 - same) === now.at(-1 - same)) same++;
  return changes(old.slice(start, old.length - same), now.slice(start, now.length - same))
    .join("\n");
}

/** Leaves out the longest sequence of lines that both have. */
function changes(old: readonly string[], now: readonly string[]): string[] {
  if (old.length * now.length > MAX_PAIRS) return [...went(old), ...came(now)];
  const width = now.length + 1;
  /** The length of that sequence, of the lines from each pair on. */
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === now[j]
        ? common[(i + 1) * width + j + 1]! + 1
        : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const found: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) [i, j] = [i + 1, j + 1];
    else if (
      j === now.length ||
      i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!
    ) found.push(...went([old[i++]!]));
    else found.push(...came([now[j++]!]));
  }
  return found;
}

const went = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
const came = (lines: readonly string[]) => lines.map((line) => `+ ${line}`);
