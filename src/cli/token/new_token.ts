import { Buffer } from "node:buffer";
import { memory } from "../../servers/memory/namespace.ts";
import { restrict } from "../../api/restrict.ts";
import type { Policy } from "../../auth/principal.ts";
import { digestOf, newToken as makeToken, newTokenId } from "../../auth/token.ts";
import { isTenant, MOST_LINES, type TokenLine } from "../../auth/token_line.ts";
import { readTokenList } from "../../auth/token_list.ts";
import { absolute } from "../../servers/config/config_file.ts";
import { surroundingsOfUser } from "../settings/offer.ts";
import { tokensPath } from "../settings/users_tokens.ts";
import { UsageError } from "../usage_error.ts";
import { editTokens } from "./edit_tokens.ts";
import { expiry } from "./expiry.ts";
import { policyText } from "./policy_text.ts";
import { readArgs, type TokenArgs } from "./read_args.ts";

const VALUED = ["tenant", "allow", "deny", "config", "requests-a-minute", "expires"];

const LINE_END = 10;

/** What a client gets to know of a server, in the form that most of them take. */
const ENTRY = {
  mcpServers: {
    "code-mode": {
      type: "http",
      url: "https://HOST:PORT/mcp",
      headers: { Authorization: "Bearer ${CODE_MODE_TOKEN}" },
    },
  },
};

/** `code-mode token new`: makes a token, and prints it this once; the file keeps its digest alone. */
export async function newToken(args: string[]): Promise<number> {
  const given = readArgs(args, VALUED, ["read-only"]);
  if (given.positional.length > 0) {
    throw new UsageError(`"token new" takes no "${given.positional[0]}"`);
  }
  const path = tokensPath(given.value("tokens"));
  const token = makeToken();
  const parts = { sha256: await digestOf(token), ...readParts(given) };
  let line!: TokenLine;
  await editTokens(path, true, (before) => {
    const text = new TextDecoder().decode(before);
    const why = whyNot(text);
    if (why !== undefined) throw new UsageError(`Cannot add a token to "${path}": ${why}`);
    line = { id: unusedId(text), ...parts };
    return appended(before, line);
  });
  const { id, tenant, policy, expires } = line;
  console.log(token);
  console.error(
    `Token ${id} is for the tenant ${JSON.stringify(tenant)}, ` +
      `policy: ${policyText(policy)}, expires: ${expires ?? "never"}.\n` +
      `It is shown this once: "${path}" keeps its SHA-256 digest alone.\n\n` +
      `An entry for clients that send a header, with your server's address and CODE_MODE_TOKEN\n` +
      `in the client's environment, or the token itself where it reads no variables:\n` +
      JSON.stringify(ENTRY, null, 2),
  );
  return 0;
}

function readParts(given: TokenArgs): Omit<TokenLine, "id" | "sha256"> {
  const tenant = given.value("tenant");
  if (tenant === undefined) throw new UsageError('"token new" needs --tenant NAME');
  if (!isTenant(tenant)) {
    throw new UsageError("--tenant must be 1 to 200 characters, and no control characters");
  }
  const now = Date.now();
  const until = given.value("expires");
  return {
    tenant,
    policy: readPolicy(given),
    created: new Date(now).toISOString(),
    ...until === undefined ? {} : { expires: expiry(until, now) },
  };
}

function readPolicy(given: TokenArgs): TokenLine["policy"] {
  const names = (flag: string) => given.value(flag)?.split(",").map((name) => name.trim());
  const [allow, deny] = [names("allow"), names("deny")];
  const readOnly = given.switches.has("read-only");
  try {
    restrict([memory], { readOnly, allow: allow ?? [], deny: deny ?? [] });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  const config = given.value("config");
  const requests = given.value("requests-a-minute");
  if (requests !== undefined && !/^([1-9]\d{0,5}|1000000)$/.test(requests)) {
    throw new UsageError(
      `--requests-a-minute must be a whole number from 1 to 1000000: received "${requests}"`,
    );
  }
  return {
    ...readOnly ? { readOnly } : {},
    ...allow ? { allow } : {},
    ...deny ? { deny } : {},
    ...config === undefined ? {} : { config: absolute(config, surroundingsOfUser()) },
    ...requests === undefined ? {} : { requestsAMinute: Number(requests) },
  } satisfies Policy;
}

function unusedId(before: string): string {
  for (;;) {
    const id = newTokenId();
    if (!before.includes(id)) return id;
  }
}

/** @returns why a line cannot be added to a file with this text; `undefined` when it can */
function whyNot(before: string): string | undefined {
  if (before.split("\n").length > MOST_LINES) return "it is full: revoke what is not used";
  const { tokens, broken } = readTokenList(before);
  return tokens.length === 0 && broken.length > 0 ? "it holds something else" : undefined;
}

/** @returns the bytes with a line behind them, which begins where a line begins */
function appended(before: Uint8Array, line: TokenLine): Uint8Array {
  const start = before.length === 0 || before.at(-1) === LINE_END ? "" : "\n";
  return Buffer.concat([before, Buffer.from(`${start}${JSON.stringify(line)}\n`)]);
}
