import { painter } from "../terminal/paint.ts";
import { parseFlags } from "../settings/parse_flags.ts";
import { usersLog } from "../settings/users_log.ts";
import { UsageError } from "../usage_error.ts";
import { logTable } from "./log_table.ts";
import { readLog } from "./read_log.ts";

/** What is shown where no number is asked for. */
const LAST = 50;

/**
 * `code-mode log`: what programs did lately: when, for whom, what they called and how that ended.
 *
 * @returns 0
 */
export async function log(args: string[]): Promise<number> {
  const { last, json } = readArgs(args);
  const path = usersLog();
  if (path === undefined) {
    throw new UsageError("There is no log: the environment names no place for it");
  }
  const records = await readLog(path, last);
  if (json) {
    console.log(JSON.stringify(records, null, 2));
    return 0;
  }
  if (records.length === 0) console.error(`Nothing has been logged yet in "${path}"`);
  else console.log(logTable(records, painter(Deno.stdout.isTerminal() && !Deno.noColor)));
  return 0;
}

function readArgs(args: string[]): { last: number; json: boolean } {
  const { positional: [extra], switches, values } = parseFlags(args, ["json"], ["last"]);
  const last = values.get("last") ?? String(LAST);
  if (extra !== undefined) throw new UsageError(`"log" takes no "${extra}"`);
  if (!/^[1-9]\d{0,5}$/.test(last)) {
    throw new UsageError(`--last must be a whole number from 1 to 999999: received "${last}"`);
  }
  return { last: Number(last), json: switches.has("json") };
}
