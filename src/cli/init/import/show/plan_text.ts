import { plainLine } from "../../../../api/types/plain_line.ts";
import { isObject } from "../../../../servers/config/fields.ts";
import type { Paint } from "../../../terminal/paint.ts";
import { maskedWords } from "../files/masked.ts";
import type { FileFault, FoundEntry } from "../find/find_entries.ts";
import { wordsOf } from "../find/is_code_mode.ts";
import { IN_CACHE } from "../find/memory_entry.ts";
import type { Place } from "../find/places.ts";
import { KINDS } from "../find/read_settings.ts";
import type { CopiedRules } from "../plan/copy_rules.ts";
import type { Plan } from "../plan/make_plan.ts";

const NAME_CHARS = 40;
const NAME_COLUMN = 20;
const LINE_CHARS = 160;
const COMMAND_CHARS = 100;
const PATH_CHARS = 300;
const MAX_LINES = 60;

/** What was found where, and what becomes of it: a paragraph for each place. */
export function planText(
  { moves, left, own, memory }: Plan,
  copy: boolean,
  paint: Paint,
): string[] {
  const rows: [entry: FoundEntry, mark: string, text: string, notes: readonly string[]][] = [
    ...moves.map(({ entry, becomes, notes }): typeof rows[number] => {
      if (becomes === "same") {
        const notYet = copy ? "" : ": it goes from here";
        return [entry, "=", `stands in the config already${notYet}`, notes];
      }
      if (becomes === "new") return [entry, "→", commandText(entry), notes];
      const at = memory?.file === undefined ? "" : `, with its file ${line(memory.file)}`;
      const cache = memory?.inCache ? [IN_CACHE] : [];
      return [entry, "→", `becomes the embedded memory${at}`, cache];
    }),
    ...left.map(({ entry, reason }): typeof rows[number] => [entry, "-", `stays: ${reason}`, []]),
    ...own.map((entry): typeof rows[number] => [entry, "-", "is code-mode itself", []]),
  ];
  const places = new Set(rows.map(([{ place }]) => place));
  return [...places].flatMap((place) => [
    paint.bold(placeText(place)),
    ...rows.filter(([entry]) => entry.place === place).flatMap(([{ name }, mark, text, notes]) => [
      `  ${mark === "→" ? paint.green(mark) : mark} ${label(name)}  ${line(text)}`,
      ...notes.map((note) => `      ${paint.yellow(line(note))}`),
    ]),
    "",
  ]);
}

/** What could not be read: where, why, and what to do. */
export function faultText({ file, line: at, what }: FileFault): string {
  const place = at === undefined ? "" : `, line ${at}`;
  return `${plainLine(file, PATH_CHARS)}${place}: ${line(what)}`;
}

/** Which rules are copied, and which are not. */
export function rulesText({ add, notes }: CopiedRules, paint: Paint): string[] {
  const copied = KINDS.flatMap((kind) =>
    add[kind].map((rule) => `  ${kind.padEnd(5)}  ${line(rule)}`)
  );
  const others = notes.map(({ rule: { kind, text }, note }) =>
    `  ${kind.padEnd(5)}  ${line(text)} ${line(note)}`
  );
  return [
    ...paragraph("Rules of the client that will hold inside programs:", copied, paint),
    ...paragraph("Rules that are not copied as they stand:", others, paint),
  ];
}

/** A title with lines below it, as many as a person reads. */
export function paragraph(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LINES ? [`  and ${lines.length - MAX_LINES} more`] : [];
  return [paint.bold(title), ...lines.slice(0, MAX_LINES), ...more, ""];
}

/** The command of an entry and the names of what it sets, without values. */
function commandText({ value }: FoundEntry): string {
  const env = isObject(value) && isObject(value.env) ? Object.keys(value.env) : [];
  const words = plainLine(maskedWords(wordsOf(value)).join(" "), COMMAND_CHARS);
  return env.length === 0 ? words : `${words}  (env: ${env.join(", ")})`;
}

function placeText({ file, section }: Place): string {
  const inside = section.length > 1 ? ` (${section.slice(0, -1).join(" ")})` : "";
  return plainLine(`${file}${inside}`, PATH_CHARS);
}

function label(name: string): string {
  return plainLine(name, NAME_CHARS).padEnd(NAME_COLUMN);
}

function line(text: string): string {
  return plainLine(text, LINE_CHARS);
}
