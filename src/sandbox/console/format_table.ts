import {
  bareList,
  bareRecord,
  hasOwn,
  isInteger,
  keysOf,
  mapForEach,
  Number,
  setForEach,
  stringCodePointAt,
  stringRepeat,
  typedArrayLength,
} from "../primordials.ts";
import { standInText } from "../stubs/stand_in.ts";
import { type Inspect, inspectSafely, replaceBreaks } from "./format_log.ts";

// Beyond it a line of the console is full in any case.
const MAX_ROWS = 1_000;
const CELL: Deno.InspectOptions = { depth: 1, compact: true, breakLength: Infinity };

interface Column {
  title: string;
  /** By number of the row; a hole where the row has nothing to show. */
  cells: string[];
}

interface Row {
  index: string;
  key?: unknown;
  value: unknown;
}

/**
 * A table as `console.table` draws it: a row for each member of `data`, a column for each of their keys,
 * and `Values` for members that have none and for those of a Map.
 *
 * @param columns the keys to show, where not all are wanted
 * @returns `undefined` when `data` is no object and so has no rows
 */
export function formatTable(
  inspect: Inspect,
  data: unknown,
  columns?: readonly string[],
): string | undefined {
  if (!hasRows(data)) return undefined;
  const { rows, iterated, keyed, left } = rowsOf(data);
  const show = (value: unknown) => replaceBreaks(inspectSafely(inspect, value, CELL), " ");

  const index: Column = { title: iterated ? "(iter idx)" : "(idx)", cells: bareList<string>() };
  const keys: Column = { title: "Key", cells: bareList<string>() };
  const values: Column = { title: "Values", cells: bareList<string>() };
  const byKey = bareRecord<Column>();
  for (let i = 0; columns && i < columns.length; i++) {
    byKey[columns[i]!] = { title: `${columns[i]}`, cells: bareList<string>() };
  }
  let hasValues = false;
  for (let i = 0; i < rows.length; i++) {
    const { index: name, key, value } = rows[i]!;
    index.cells[i] = name;
    if (keyed) keys.cells[i] = show(key);
    if (keyed || !hasRows(value)) {
      hasValues ||= columns === undefined;
      values.cells[i] = show(value);
      continue;
    }
    const names = columns ?? keysOf(value);
    for (let n = 0; n < names.length; n++) {
      const name = names[n]!;
      if (!hasOwn(value, name)) continue;
      const column = byKey[name] ??= { title: name, cells: bareList<string>() };
      column.cells[i] = show((value as Record<string, unknown>)[name]);
    }
  }

  const all = bareList<Column>();
  all[0] = index;
  if (keyed) all[1] = keys;
  const titles = keysOf(byKey);
  for (let i = 0; i < titles.length; i++) all[all.length] = byKey[titles[i]!]!;
  if (hasValues) all[all.length] = values;
  return draw(all, rows.length) + (left > 0 ? `\n… ${left} more rows` : "");
}

/** A stand-in has none: to look for them would end the run. */
function hasRows(value: unknown): value is object {
  return typeof value === "object" && value !== null && standInText(value) === undefined;
}

/** `iterated` when rows have no names of their own, `keyed` when they have keys beside. */
function rowsOf(data: object): { rows: Row[]; iterated: boolean; keyed: boolean; left: number } {
  const rows = bareList<Row>();
  let count = 0;
  const add = (value: unknown, key?: unknown) => {
    if (count < MAX_ROWS) rows[count] = { index: `${count}`, key, value };
    count++;
  };
  const iterated = (keyed: boolean) => ({ rows, iterated: true, keyed, left: count - rows.length });
  try {
    mapForEach(data, add);
    return iterated(true);
  } catch {
    // Not a Map.
  }
  try {
    setForEach(data, (value) => add(value));
    return iterated(false);
  } catch {
    // Not a Set.
  }
  try {
    const length = typedArrayLength(data);
    for (let i = 0; i < length; i++) add((data as Uint8Array)[i]);
    return iterated(false);
  } catch {
    // Not a typed array.
  }
  const names = keysOf(data);
  for (; count < names.length && count < MAX_ROWS; count++) {
    const index = names[count]!;
    rows[count] = { index, value: (data as Record<string, unknown>)[index] };
  }
  return { rows, iterated: false, keyed: false, left: names.length - count };
}

function draw(columns: Column[], rows: number): string {
  const widths = bareList<number>();
  const numeric = bareList<boolean>();
  let top = "┌";
  let header = "│";
  let middle = "├";
  let bottom = "└";
  for (let c = 0; c < columns.length; c++) {
    const { title, cells } = columns[c]!;
    let width = widthOf(title);
    let integers = true;
    for (let r = 0; r < rows; r++) {
      const cell = cells[r] ?? "";
      if (widthOf(cell) > width) width = widthOf(cell);
      integers &&= isInteger(Number(cell));
    }
    widths[c] = width;
    numeric[c] = integers;
    const line = stringRepeat("─", width + 2);
    const last = c === columns.length - 1;
    top += line + (last ? "┐" : "┬");
    middle += line + (last ? "┤" : "┼");
    bottom += line + (last ? "┘" : "┴");
    header += ` ${pad(title, width, false)} │`;
  }
  let text = `${top}\n${header}\n${middle}\n`;
  for (let r = 0; r < rows; r++) {
    text += "│";
    for (let c = 0; c < columns.length; c++) {
      text += ` ${pad(columns[c]!.cells[r] ?? "", widths[c]!, numeric[c]!)} │`;
    }
    text += "\n";
  }
  return text + bottom;
}

function pad(text: string, width: number, right: boolean): string {
  const spaces = stringRepeat(" ", width - widthOf(text));
  return right ? spaces + text : text + spaces;
}

/** Columns of a terminal: East Asian letters and pictures take two, combining marks none. */
function widthOf(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = stringCodePointAt(text, i)!;
    if (code > 0xffff) i++;
    if (code >= 0x300 && code <= 0x36f) continue;
    width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return code >= 0x1100 &&
    (code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd));
}
