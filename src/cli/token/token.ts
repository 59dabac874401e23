import { UsageError } from "../usage_error.ts";
import { listTokens } from "./list_tokens.ts";
import { newToken } from "./new_token.ts";
import { revokeToken } from "./revoke_token.ts";

const COMMANDS: Readonly<Record<string, (args: string[]) => number | Promise<number>>> = {
  new: newToken,
  list: listTokens,
  revoke: revokeToken,
};

const USAGE = `"token" needs one of:
  new --tenant NAME [--read-only] [--allow NAMES] [--deny NAMES] [--config FILE]
      [--requests-a-minute N] [--expires 90d|12h|2027-01-31]
  list [--json]
  revoke ID
Each takes --tokens FILE; tokens.jsonl in your code-mode config folder when left out`;

/** `code-mode token`: makes, lists and revokes the tokens of those who use the server over HTTP. */
export async function token(args: string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(name === "" ? USAGE : `There is no "token ${name}": ${USAGE}`);
  return await command(rest);
}
