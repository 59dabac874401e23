/** @returns `value` in full, one property a line and keys in order, so that lines can be compared. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    colors: false,
    compact: false,
    depth: Infinity,
    iterableLimit: Infinity,
    sorted: true,
    strAbbreviateSize: Infinity,
    trailingComma: true,
  });
}

/** @returns the lines of both values: `-` only in `actual`, `+` only in `expected`. */
export function difference(actual: unknown, expected: unknown): string {
  const left = lines(actual);
  const right = lines(expected);
  const output = ["", "    [Diff] -actual +expected", ""];

  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  const room = Math.min(left.length, right.length) - start;
  while (end < room && left.at(-1 - end) === right.at(-1 - end)) end++;

  for (const line of left.slice(0, start)) output.push(`    ${line}`);
  output.push(...changes(
    left.slice(start, left.length - end),
    right.slice(start, right.length - end),
  ));
  for (const line of left.slice(left.length - end)) output.push(`    ${line}`);
  return output.join("\n");
}

function lines(value: unknown): string[] {
  // A text of several lines is compared by its own lines, not by one long escaped literal.
  return (typeof value === "string" && value.includes("\n") ? value : show(value)).split("\n");
}

/** The table below takes a cell a pair of lines; above this many the two blocks are shown whole. */
const MOST_CELLS = 4_000_000;

function changes(left: string[], right: string[]): string[] {
  const width = right.length + 1;
  const cells = (left.length + 1) * width;
  if (cells > MOST_CELLS) {
    return [...left.map((line) => `-   ${line}`), ...right.map((line) => `+   ${line}`)];
  }
  // common[i, j]: how many lines left[i…] and right[j…] can have in common, in order.
  const common = new Uint32Array(cells);
  const at = (i: number, j: number) => common[i * width + j]!;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] = left[i] === right[j]
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const output: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      output.push(`    ${left[i++]}`);
      j++;
    } else if (j === right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      output.push(`-   ${left[i++]}`);
    } else {
      output.push(`+   ${right[j++]}`);
    }
  }
  return output;
}
