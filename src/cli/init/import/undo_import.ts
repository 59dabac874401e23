import { UsageError } from "../../usage_error.ts";
import { Journal } from "./files/journal.ts";
import { configPath, type PrepareOptions } from "./prepare.ts";
import { faultText } from "./show/plan_text.ts";
import { undo, type Undone } from "./work/undo.ts";

/**
 * `code-mode init CLIENT --undo`: puts back what the last import took out of the client, and takes out what
 * it put into the client and the config.
 *
 * @returns 1 when there is nothing to undo, or a file cannot be put back
 */
export async function undoImport(
  options: Pick<PrepareOptions, "client" | "config" | "surroundings">,
): Promise<number> {
  const { client } = options;
  const journal = new Journal(configPath(options));
  const imports = (await read(journal)).filter((one) => one.client === client);
  const last = imports.pop();
  if (!last) {
    console.error(
      `code-mode: there is no import of ${client} to undo: "${journal.file}" names none`,
    );
    return 1;
  }
  // What an interrupted import had done, the next one went on with.
  const records = [last];
  while (imports.at(-1)?.done === false) records.push(imports.pop()!);
  for (const record of records) {
    const { undone, faults } = await undo(record, journal);
    for (const one of undone) console.log(undoneText(one));
    for (const fault of faults) console.error(`code-mode: ${faultText(fault)}`);
    if (faults.length > 0) return 1;
  }
  if (imports.length > 0) {
    console.log(`There is an earlier import of ${client}: --undo again undoes that.`);
  }
  console.log(`Restart ${client}, or reload its servers.`);
  return 0;
}

async function read(journal: Journal) {
  try {
    return await journal.read();
  } catch (error) {
    throw new UsageError(`Cannot read "${journal.file}": ${(error as Error).message}`);
  }
}

const HOW: Readonly<Record<Undone["how"], string>> = {
  restored: "is what it was, byte for byte",
  edited: "had changed since: the entries were put back, and all else stays",
  untouched: "needed no change",
};

function undoneText({ file, how, notes, backup }: Undone): string {
  return [
    `${file} ${HOW[how]}`,
    ...notes.map((note) => `  ${note}`),
    ...how === "edited" && backup !== undefined ? [`  as it was: ${backup}`] : [],
  ].join("\n");
}
