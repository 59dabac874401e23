/** Writes rows as a Markdown table that is also readable as text; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/** Writes a number with a space between thousands. */
export function group(value: number): string {
  return value.toLocaleString("en").replaceAll(",", " ");
}

/** Writes milliseconds: short ones with a decimal. */
export function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : group(Math.round(value));
}
