import { plainLine } from "../../../../api/types/plain_line.ts";
import type { Paint } from "../../../terminal/paint.ts";
import { lineDifference } from "../../line_difference.ts";
import { readText } from "../files/read_text.ts";
import { formOf } from "../../text_form.ts";
import { type Changes, editText } from "../plan/edits.ts";

const LINE_CHARS = 200;
const MAX_LINES = 400;

/**
 * What an edit of a file changes, as a difference of lines in which no secret can be read.
 *
 * @param sections where entries stand in it
 * @returns nothing where nothing changes
 * @throws {TypeError} when the file cannot be read or edited
 */
export async function changesText(
  file: string,
  changes: Changes,
  sections: readonly (readonly string[])[],
  paint: Paint,
): Promise<string[]> {
  const form = formOf(file);
  const before = (await readText(file))?.text;
  // What goes is shown before what comes: lines that both have say nothing.
  const between = editText(before, { remove: changes.remove ?? [] }, form);
  const after = editText(before, changes, form);
  if (after === before) return [];
  const [old, less, now] = [before ?? "", between, after].map((text) => form.mask(text, sections));
  const lines = [lineDifference(old!, less!), lineDifference(less!, now!)].join("\n").split("\n")
    .filter((line) => line !== "")
    // An editor's tabs are worth keeping; what controls a terminal is not.
    .map((line) => line.slice(0, 2) + indent(line.slice(2)) + plainLine(line.slice(2), LINE_CHARS))
    .map((line) => line.startsWith("-") ? paint.red(line) : paint.green(line));
  const more = lines.length > MAX_LINES ? [`  and ${lines.length - MAX_LINES} more lines`] : [];
  const title = `${plainLine(file, 300)}${before === undefined ? " (new)" : ""}`;
  return [paint.bold(title), ...lines.slice(0, MAX_LINES), ...more, ""];
}

function indent(line: string): string {
  return /^[ \t]*/.exec(line)![0].replaceAll("\t", "  ").slice(0, 40);
}
