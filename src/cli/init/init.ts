import { parseArgs } from "@std/cli";
import { dirname, resolve } from "node:path";
import { resolveMemoryFile } from "../../servers/memory/file/path.ts";
import { clientEntry, CLIENTS, installation, whyNoEntry } from "./client_entry.ts";
import { setInJson } from "./json_edit.ts";
import { lineDifference } from "./line_difference.ts";
import { UsageError } from "../usage_error.ts";
import { surroundingsOfUser } from "../settings/offer.ts";
import { usersFolder } from "../settings/users_folder.ts";

const NAME = "code-mode";

/**
 * `code-mode init CLIENT`: prints the entry that makes a client start this installation's server. With
 * `--write FILE` it goes into that file, and what changed is printed. With `--import` the client's servers
 * and rules go behind it, and with `--undo` they come back.
 */
export async function init(args: string[]): Promise<number> {
  const { client: name, files, write, config, ...flags } = readArgs(args);
  const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
  if (!client) {
    const known = Object.keys(CLIENTS).join(", ");
    throw new UsageError(`There is no client "${name}": there are ${known}`);
  }
  const given = { client: name, surroundings: surroundingsOfUser(), ...config ? { config } : {} };
  if (flags.undo) return await (await import("./import/undo_import.ts")).undoImport(given);
  const from = installation();
  const why = whyNoEntry(from);
  if (why !== undefined) throw new UsageError(`Cannot make an entry: ${why}`);
  const memoryFile = flags.memoryFile && resolveMemoryFile(flags.memoryFile, usersFolder());
  if (flags.import) {
    const { importServers } = await import("./import/import_servers.ts");
    const { copy, dryRun } = flags;
    return await importServers({
      ...given,
      files,
      copy,
      dryRun,
      ...memoryFile ? { memoryFile } : {},
      entry: (flags) => clientEntry(client, from, flags),
    });
  }
  const entry = clientEntry(client, from, memoryFile ? ["--memory-file", memoryFile] : []);
  if (write === undefined) {
    console.log(JSON.stringify({ [client.section]: { [NAME]: entry } }, null, 2));
    console.error(`This goes into ${client.file}; --write FILE puts it there.`);
    return 0;
  }

  const file = resolve(usersFolder(), write);
  const before = await readOrEmpty(file);
  let after: string;
  try {
    after = setInJson(before, [client.section, NAME], entry);
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`Cannot add the entry to "${file}": it is not as expected: ${message}`);
  }
  if (after === before) {
    console.log(`"${file}" has this entry already`);
    return 0;
  }
  await replaceFile(file, after);
  console.log(lineDifference(before, after));
  console.error(`Written to "${file}". Restart the client, or reload its servers.`);
  return 0;
}

function readArgs(args: string[]) {
  const { _: names, write, config, "memory-file": memoryFile, ...given } = parseArgs(args, {
    string: ["write", "memory-file", "config"],
    boolean: ["import", "undo", "copy", "dry-run"],
    unknown: (name) => {
      if (name.startsWith("-")) throw new UsageError(`There is no flag "${name}"`);
      return true;
    },
  });
  const [client, ...files] = names.map(String);
  if (client === undefined) {
    throw new UsageError(`"init" needs a client: ${Object.keys(CLIENTS).join(", ")}`);
  }
  const { import: imports, undo, copy, "dry-run": dryRun } = given;
  if (files.length > 0 && !imports) {
    throw new UsageError(`"init" takes one client: "${files[0]}" is too many`);
  }
  for (const [flag, value] of Object.entries({ write, config, "memory-file": memoryFile })) {
    if (value === "") throw new UsageError(`The flag "--${flag}" needs a value`);
  }
  if ([imports, undo, write !== undefined].filter((one) => one).length > 1) {
    throw new UsageError('"--import", "--undo" and "--write" exclude each other');
  }
  for (const [flag, value] of Object.entries({ copy, "dry-run": dryRun })) {
    if (value && !imports) throw new UsageError(`The flag "--${flag}" needs "--import"`);
  }
  if (config !== undefined && !imports && !undo) {
    throw new UsageError('The flag "--config" needs "--import" or "--undo"');
  }
  return { client, files, write, config, memoryFile, import: imports, undo, copy, dryRun };
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw new UsageError(`Cannot read "${file}": ${(error as Error).message}`);
  }
}

/** All or nothing, as other servers' keys may be in it; where it is a link, what it points at. */
async function replaceFile(file: string, text: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(file), { recursive: true });
    const existing = await Deno.stat(file).catch(() => undefined); // a new one has no mode to keep
    const real = existing ? await Deno.realPath(file) : file;
    const draft = `${real}.${crypto.randomUUID()}.tmp`;
    const mode = existing?.mode ? { mode: existing.mode & 0o777 } : {};
    await Deno.writeTextFile(draft, text, { createNew: true, ...mode });
    await Deno.rename(draft, real);
  } catch (error) {
    throw new UsageError(`Cannot write "${file}": ${(error as Error).message}`);
  }
}
