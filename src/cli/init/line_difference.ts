/** What an edit in one place changed: lines that went after `-`, lines that came after `+`. */
export function lineDifference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let same = 0;
  const left = Math.min(old.length, now.length) - start;
  while (same < left && old.at(-1 - same) === now.at(-1 - same)) same++;
  return [
    ...old.slice(start, old.length - same).map((line) => `- ${line}`),
    ...now.slice(start, now.length - same).map((line) => `+ ${line}`),
  ].join("\n");
}
