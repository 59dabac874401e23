import { ignoreMissing } from "../../servers/memory/file/backup.ts";
import { directory, lock, memoryFile } from "./data.ts";
import type { Finding } from "./finding.ts";
import { findingsText } from "./findings_text.ts";
import { memoryServer } from "./memory_server.ts";
import { osWallFinding } from "./os_wall.ts";
import { repair } from "./repair.ts";
import { servers } from "./servers.ts";
import { typeCheckFinding } from "./type_check.ts";
import { versions } from "./versions.ts";
import { wall } from "./wall.ts";
import { chooseOsWall } from "../../process/surroundings.ts";
import { openTrace } from "../open_trace.ts";
import { readFlags } from "../settings/flags.ts";
import { readOffer } from "../settings/offer.ts";
import { painter } from "../terminal/paint.ts";
import { scratchMemory } from "../run/scratch_memory.ts";
import { UsageError } from "../usage_error.ts";
import { usersMemoryFile } from "../settings/users_memory_file.ts";

/**
 * `code-mode doctor`: looks at the versions, the memory file, the memory server, the wall and the servers
 * of the config, and says what is wrong and what to do. Changes nothing of the user's, except with `--repair`.
 *
 * @returns 1 when there is a fault
 */
export async function doctor(args: string[]): Promise<number> {
  const settings = readFlags(args, ["json", "repair"]);
  const { memoryFile: given, memoryCommand, osWall, positional, switches, typeCheck } = settings;
  if (positional.length > 0) throw new UsageError(`"doctor" takes no "${positional[0]}"`);
  const file = given ?? usersMemoryFile();
  const offer = await readOffer(settings);
  await using _trace = await openTrace(settings);
  chooseOsWall(osWall);
  // Scripts read stdout as JSON.
  const announce = switches.has("json") ? console.error : console.log;
  const findings = [
    ...switches.has("repair") ? [await repair(file, announce)] : [],
    ...await examine(file, memoryCommand, typeCheck),
    ...await servers(offer),
  ];
  const healthy = findings.every(({ state }) => state !== "fault");
  if (switches.has("json")) {
    console.log(JSON.stringify({ healthy, findings }, null, 2));
  } else {
    console.log(findingsText(findings, painter(Deno.stdout.isTerminal() && !Deno.noColor)));
  }
  return healthy ? 0 : 1;
}

async function examine(
  file: string,
  command: string[] | undefined,
  typeCheck: boolean,
): Promise<Finding[]> {
  await using scratch = await scratchMemory();
  const data = await memoryFile(file);
  // What can't be read, or isn't there, says nothing of the server.
  const readable = data[0].state !== "fault" && await ignoreMissing(Deno.stat(file));
  const place = await directory(file, Boolean(readable));
  return [
    ...versions(Deno.version.deno),
    ...data,
    place,
    await lock(file, place.state === "ok"),
    readable
      ? await memoryServer(file, "the memory file", command)
      : await memoryServer(scratch.file, "a scratch file", command),
    await osWallFinding(),
    ...typeCheck ? [await typeCheckFinding()] : [],
    ...await wall(scratch.file, command),
  ];
}
