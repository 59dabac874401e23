const LINE_CHARS = 80;

/**
 * Writes fields as an object type.
 *
 * @param left how many more there are
 * @param lines whether fields with comments, and long ones, stand on lines of their own
 */
export function braces(fields: readonly string[], left: number, lines: boolean): string {
  const more = left === 0 ? [] : [`/* ${left} more */`];
  const line = `{ ${[...fields, ...more].join("; ")} }`;
  if (!lines || (line.length <= LINE_CHARS && !/\/\*|\n/.test(line))) return line;
  const all = [...fields.map((field) => `${field};`), ...more];
  return `{\n${all.map((text) => `  ${text.replaceAll("\n", "\n  ")}`).join("\n")}\n}`;
}
