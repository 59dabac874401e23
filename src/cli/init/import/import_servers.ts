import { DEFAULT_LIMITS } from "../../../config.ts";
import { commandText } from "../../command_text.ts";
import { table } from "../../servers/table.ts";
import { unmatchedRules } from "../../servers/unmatched_rules.ts";
import { watchedSurvey } from "../../servers/watched_survey.ts";
import { readFlags } from "../../settings/flags.ts";
import { readOffer } from "../../settings/offer.ts";
import { ask } from "../../terminal/ask.ts";
import { type Paint, painter } from "../../terminal/paint.ts";
import { UsageError } from "../../usage_error.ts";
import { Journal } from "./files/journal.ts";
import type { FileFault } from "./find/find_entries.ts";
import { prepare, type Prepared, type PrepareOptions } from "./prepare.ts";
import { changesText } from "./show/changes_text.ts";
import { faultText, paragraph, planText, rulesText } from "./show/plan_text.ts";
import { proof } from "./show/proof.ts";
import { unseenHooks, unseenOffers } from "./show/unseen.ts";
import { changeClients, clientChanges, configChanges, writeConfig } from "./work/carry_out.ts";

export interface ImportOptions extends PrepareOptions {
  /** From `--dry-run`: show what would be done. */
  readonly dryRun: boolean;
}

/** Clients ask before each call that no rule allows: that is another rule. */
const OTHERS =
  "Tools that no rule names, programs may call, but for those that are marked as destructive.\n" +
  'Stricter, in the config: "permissions": { "ask": ["@write"] }';

/**
 * `code-mode init CLIENT --import [FILE…]`: shows what the client has, asks where there is a terminal, moves
 * it behind code-mode, and says what of it works.
 *
 * @returns 1 when a file could not be read or changed; what does not concern it is done all the same
 */
export async function importServers(options: ImportOptions): Promise<number> {
  const paint = painter(Deno.stdout.isTerminal() && !Deno.noColor);
  const prepared = await prepare(options);
  const { work, faults, copied, hooks, read } = prepared;
  const { plan, config, copy, client } = work;
  for (const fault of faults) console.error(`code-mode: ${faultText(fault)}`);
  say(planText(plan, copy, paint));
  const isNew = Object.values(copied.add).some(({ length }) => length > 0);
  if (plan.moves.length === 0 && !isNew) {
    const where = read.length === 0
      ? "it has no file with servers here"
      : `read: ${read.join(", ")}`;
    console.log(`There is nothing to import from ${client}: ${where}`);
    return faults.length > 0 ? 1 : 0;
  }
  say(rulesText(copied, paint));
  console.log(`${OTHERS}\n`);
  say(paragraph("No longer seen behind the one tool:", unseenHooks(hooks).map(indented), paint));
  for (const lines of await differences(prepared, paint)) say(lines);
  if (options.dryRun) {
    console.log("Nothing was changed: this is what --import would do without --dry-run.");
    return faults.length > 0 ? 1 : 0;
  }
  if (Deno.stdin.isTerminal() && !await ask(`Move this behind code-mode?`)) {
    console.log("Nothing was changed.");
    return 0;
  }
  const failed = await carryOut(prepared, paint);
  for (const fault of failed) console.error(`code-mode: ${faultText(fault)}`);
  const again = options.config === undefined ? [] : ["--config", config];
  console.log(
    `Restart ${client}, or reload its servers. To undo this: ${
      commandText(["init", client, "--undo", ...again])
    }`,
  );
  return faults.length + failed.length > 0 ? 1 : 0;
}

/** Writes the config; then the client's files are changed while the servers are tried. */
async function carryOut({ work }: Prepared, paint: Paint): Promise<FileFault[]> {
  const journal = new Journal(work.config);
  let record;
  try {
    record = await writeConfig(work, journal);
  } catch (error) {
    const reason = (error as Error).message;
    throw new UsageError(`Cannot import into "${work.config}", and nothing was changed: ${reason}`);
  }
  const backups = [record.config, ...record.files].flatMap(({ backup }) => backup ?? []);
  if (backups.length > 0) {
    console.log(`Copies of what was changed:\n${backups.map(indented).join("\n")}\n`);
  }
  const changing = changeClients(work, record, journal);
  try {
    await tryServers(work, paint);
  } finally {
    await changing; // An error of it is thrown below, too.
  }
  return await changing;
}

async function tryServers({ plan, config }: Prepared["work"], paint: Paint): Promise<void> {
  const imported = new Set(
    plan.moves.filter(({ becomes }) => becomes !== "memory").map(({ name }) => name),
  );
  if (imported.size === 0) return;
  const settings = readFlags(["--config", config]);
  const offer = await readOffer(settings);
  const { permissions, problems, entries } = offer.servers!;
  const surveyed = await watchedSurvey(offer, [...imported]);
  const names = entries.map(({ name }) => name);
  console.log(table(
    {
      config,
      servers: surveyed,
      problems,
      unmatchedRules: unmatchedRules(permissions, names, surveyed, offer.namespaces),
    },
    false,
    paint,
  ));
  const works = surveyed.filter(({ state }) => state === "works").map(({ name }) => name);
  const unseen = await unseenOffers(entries.filter(({ name }) => works.includes(name)));
  console.log();
  say(paragraph("No longer seen behind the one tool:", unseen.map(indented), paint));
  console.log(await proof(surveyed, offer, DEFAULT_LIMITS));
}

/** What changes in each file. @throws {UsageError} when one cannot be edited */
async function differences({ work, sections }: Prepared, paint: Paint): Promise<string[][]> {
  const files = [
    [work.config, configChanges(work), [["mcpServers"], ["servers"]]] as const,
    ...[...clientChanges(work)].map(([file, changes]) =>
      [file, changes, sections.get(file) ?? []] as const
    ),
  ];
  return await Promise.all(files.map(async ([file, changes, sections]) => {
    try {
      return await changesText(file, changes, sections, paint);
    } catch (error) {
      throw new UsageError(
        `Cannot edit "${file}", and nothing was changed: ${(error as Error).message}`,
      );
    }
  }));
}

function say(lines: readonly string[]): void {
  if (lines.length > 0) console.log(lines.join("\n"));
}

function indented(text: string): string {
  return `  ${text}`;
}
