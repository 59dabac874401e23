/** @returns `prefix` with as many `$` behind it as it takes to stand nowhere in `text` */
export function unusedName(text: string, prefix: string): string {
  let longest = -1;
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at)) {
    const from = at += prefix.length;
    while (text[at] === "$") at++;
    longest = Math.max(longest, at - from);
  }
  return prefix + "$".repeat(longest + 1);
}
