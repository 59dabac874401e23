import { resolve } from "node:path";
import { readFlags } from "../settings/flags.ts";
import { readOffer, surroundingsOfUser } from "../settings/offer.ts";
import { usersFolder } from "../settings/users_folder.ts";
import { UsageError } from "../usage_error.ts";
import { clientEntry, CLIENTS, installation, whyNoEntry } from "./client_entry.ts";
import { flagIn } from "./import/find/is_code_mode.ts";
import { placesOf } from "./import/find/places.ts";
import { NAME } from "./import/work/carry_out.ts";
import { tomlText } from "./toml_edit.ts";

/**
 * `code-mode init CLIENT`: prints the entry that makes a client start this installation's server, with all
 * flags of `serve` that are given. With `--write` it goes into the client's file. With `--import` the client's
 * servers and rules go behind it, and with `--undo` they come back. Without a client it says what there is.
 */
export async function init(args: string[]): Promise<number> {
  const surroundings = surroundingsOfUser();
  if (args.length === 0) {
    console.log(await (await import("./clients_text.ts")).clientsText(surroundings));
    return 0;
  }
  const { name, files, write, config, memoryFile, flags, switches, settings } = readArgs(args);
  const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
  if (!client) throw new UsageError(`There is no client "${name}": there are ${KNOWN}`);
  const given = { client: name, surroundings, ...config === undefined ? {} : { config } };
  if (switches.has("undo")) {
    return await (await import("./import/undo_import.ts")).undoImport(given);
  }
  const from = installation();
  const why = whyNoEntry(from);
  if (why !== undefined) throw new UsageError(`Cannot make an entry: ${why}`);
  const entry = (flags: string[]) => clientEntry(client, from, flags);
  if (switches.has("import")) {
    if (client.section === "mcp_servers") {
      throw new UsageError(
        `Cannot import from ${name}: its servers are in TOML: copy them into the config by hand`,
      );
    }
    const { importServers } = await import("./import/import_servers.ts");
    // Which config and which memory file its entry names, the import decides.
    const others = without(without(flags, "--config"), "--memory-file");
    return await importServers({
      ...given,
      files,
      copy: switches.has("copy"),
      dryRun: switches.has("dry-run"),
      ...memoryFile === undefined ? {} : { memoryFile },
      entry: (own) => entry([...others, ...own]),
    });
  }
  await readOffer(settings); // as "serve" will, which then says the same where only a log hears it
  if (write !== undefined) {
    const { writeEntry } = await import("./write_entry.ts");
    return await writeEntry({
      name,
      client,
      ...write === "" ? {} : { file: resolve(usersFolder(), write) },
      flags,
      replace: switches.has("replace"),
      surroundings,
      entry,
    });
  }
  const made = entry([...flags]);
  console.log(
    client.section === "mcp_servers"
      ? tomlText([client.section, NAME], made).trimEnd()
      : JSON.stringify({ [client.section]: { [NAME]: made } }, null, 2),
  );
  const own = placesOf(name, surroundings).at(-1)?.file;
  if (own !== undefined) {
    const one = client.project === undefined ? "" : `, --write ${client.project} into a project's`;
    console.error(`This goes into ${own}: --write puts it there${one}.`);
  }
  return 0;
}

const KNOWN = Object.keys(CLIENTS).join(", ");

function readArgs(args: string[]) {
  // Where no file stands behind it, the client's own is meant.
  const bare = args.findIndex((word, at) =>
    word === "--write" && (args[at + 1] === undefined || args[at + 1]!.startsWith("-"))
  );
  const settings = readFlags(
    args.filter((_, at) => at !== bare),
    ["import", "undo", "copy", "dry-run", "replace"],
    ["write"],
  );
  const { positional: [name, ...files], switches, values, given: flags } = settings;
  const write = bare >= 0 ? "" : values.get("write");
  if (name === undefined) {
    const before = write ? `: write it in front of --write` : "";
    throw new UsageError(`"init" needs a client, ${KNOWN}${before}`);
  }
  const [imports, undo] = [switches.has("import"), switches.has("undo")];
  if (files.length > 0 && !imports) {
    throw new UsageError(`"init" takes one client: "${files[0]}" is too many`);
  }
  if ([imports, undo, write !== undefined].filter((one) => one).length > 1) {
    throw new UsageError('"--import", "--undo" and "--write" exclude each other');
  }
  for (const flag of ["copy", "dry-run"]) {
    if (switches.has(flag) && !imports) {
      throw new UsageError(`The flag "--${flag}" needs "--import"`);
    }
  }
  if (switches.has("replace") && write === undefined) {
    throw new UsageError('The flag "--replace" needs "--write"');
  }
  return {
    name,
    files,
    write,
    config: settings.config,
    memoryFile: flagIn({ command: NAME, args: [...flags] }, "--memory-file"),
    flags,
    switches,
    settings,
  };
}

/** @returns flags without one and its value */
function without(flags: readonly string[], flag: string): string[] {
  const at = flags.indexOf(flag);
  return flags.filter((_, index) => at < 0 || index !== at && index !== at + 1);
}
