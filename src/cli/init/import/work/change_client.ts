import { claudeAdd, claudeKeeps, claudeRemove, type ClaudeScope } from "../files/claude_command.ts";
import { type Edited, editFile } from "../files/edit_file.ts";
import { readText } from "../files/read_text.ts";
import { formOf, JSON_FORM } from "../../text_form.ts";
import { at } from "../find/find_entries.ts";
import type { Place } from "../find/places.ts";
import { editText, type NamePath, type Placed } from "../plan/edits.ts";
import { isEqual } from "../plan/make_plan.ts";

/** A value in a client's file, and what Claude Code calls its place where its own command reaches it. */
export interface InClient extends Placed {
  readonly claude?: ClaudeScope | undefined;
}

/** Only the client's own file has a scope: of a file that is named, the command would change another. */
export function placed({ section, scope, folder }: Place, name: string, workspace: string) {
  return {
    path: [...section, name] as NamePath,
    ...scope ? { claude: { scope, folder: folder ?? workspace } } : {},
  };
}

/**
 * Takes entries out of a client's file and puts others in: by the client's own command as far as that
 * goes, and what is left then by an edit.
 *
 * @throws {TypeError} with what could not be done, and why
 */
export async function changeClient(
  file: string,
  { remove, set }: { readonly remove: readonly InClient[]; readonly set: readonly InClient[] },
): Promise<Edited> {
  const before = await readText(file);
  // Where the command is not there the edit does everything at once.
  let works = [...remove, ...set].some(({ claude }) => claude !== undefined);
  for (const { path, value, claude } of set) {
    if (works && claude && claudeKeeps(value)) works = await claudeAdd(path.at(-1)!, value, claude);
  }
  for (const { path, value, claude } of remove) {
    if (!works || !claude || !isEqual(await valueIn(file, path), value)) continue;
    works = await claudeRemove(path.at(-1)!, claude);
  }
  const form = formOf(file);
  const edited = await editFile(file, (text) => editText(text, { remove, set }, form));
  return {
    ...before ? { before } : {},
    text: edited.text,
    changed: edited.text !== before?.text,
  };
}

async function valueIn(file: string, path: readonly string[]): Promise<unknown> {
  return at(JSON_FORM.read((await readText(file))?.text ?? "").value, path);
}
