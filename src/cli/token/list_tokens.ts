import { NOT_ALLOWED } from "../../auth/token_file.ts";
import { plainLine } from "../../api/types/plain_line.ts";
import { hasExpired, type TokenLine } from "../../auth/token_line.ts";
import { brokenText, readTokenList, type TokenList } from "../../auth/token_list.ts";
import { readSmallFile } from "../../servers/config/small_file.ts";
import { tokensPath } from "../settings/users_tokens.ts";
import { UsageError } from "../usage_error.ts";
import { policyText } from "./policy_text.ts";
import { readArgs } from "./read_args.ts";

const TENANT_CHARS = 60;

/** `code-mode token list`: who may come in; no token, and no digest of one. */
export function listTokens(args: string[]): number {
  const given = readArgs(args, [], ["json"]);
  const [extra] = given.positional;
  if (extra !== undefined) throw new UsageError(`"token list" takes no "${extra}"`);
  const path = tokensPath(given.value("tokens"));
  const list = read(path);
  const broken = brokenText(list);
  if (broken !== undefined) console.error(`What is no token, or one twice, is left out: ${broken}`);
  if (given.switches.has("json")) {
    console.log(JSON.stringify(list.tokens.map(({ sha256: _, ...shown }) => shown), null, 2));
  } else if (list.tokens.length === 0) {
    console.error(`There is no token in "${path}"`);
  } else {
    console.log(table(list.tokens, Date.now()));
  }
  return 0;
}

function read(path: string): TokenList {
  try {
    const { text, mode = 0 } = readSmallFile(path); // Windows has none
    if ((mode & NOT_ALLOWED) !== 0) {
      console.error(`Others may use it, so that no server takes it: chmod 600 "${path}"`);
    }
    return readTokenList(text);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    if (missing) throw new UsageError(`There is no tokens file "${path}"`);
    throw new UsageError(`Cannot list "${path}": ${(error as Error).message}`);
  }
}

function table(tokens: readonly TokenLine[], now: number): string {
  const rows = [
    ["id", "tenant", "created", "expires", "policy"],
    ...tokens.map((token) => [
      token.id,
      plainLine(token.tenant, TENANT_CHARS),
      minute(token.created),
      token.expires === undefined
        ? "never"
        : `${minute(token.expires)}${hasExpired(token, now) ? ", over" : ""}`,
      policyText(token.policy),
    ]),
  ];
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd())
    .join("\n");
}

/** In UTC, as the file has it. */
function minute(time: string): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ") + "Z";
}
