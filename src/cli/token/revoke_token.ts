import { Buffer } from "node:buffer";
import { tokensPath } from "../settings/users_tokens.ts";
import { UsageError } from "../usage_error.ts";
import { editTokens } from "./edit_tokens.ts";
import { readArgs } from "./read_args.ts";

/** `code-mode token revoke ID`: takes the token's line out; every other byte of the file stays. */
export async function revokeToken(args: string[]): Promise<number> {
  const given = readArgs(args);
  const [id, extra] = given.positional;
  if (id === undefined) {
    throw new UsageError('"token revoke" needs an ID, which "token list" shows');
  }
  if (extra !== undefined) {
    throw new UsageError(`"token revoke" takes one ID: "${extra}" is too many`);
  }
  const path = tokensPath(given.value("tokens"));
  await editTokens(path, false, (before) => {
    const after = withoutToken(before, id);
    if (after.length < before.length) return after;
    throw new UsageError(`There is no token "${id}" in "${path}": "token list" shows them`);
  });
  console.error(`Token ${id} is revoked: a server that runs refuses it within a second`);
  return 0;
}

/**
 * Takes out each line of an id, and those with the digest of one: a line that was left out beside it, since
 * it names the same token, would let the token in again.
 */
function withoutToken(bytes: Uint8Array, id: string): Uint8Array {
  const lines = [...linesOf(bytes)].map((line) => ({ line, ...namesIn(line) }));
  const digests = new Set(lines.flatMap((one) => one.id === id ? [one.sha256] : []));
  digests.delete(undefined);
  return Buffer.concat(
    lines.filter((one) => one.id !== id && !digests.has(one.sha256)).map(({ line }) => line),
  );
}

/** Each line with its end. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start) + 1 || bytes.length;
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** What a line says it names, also one that the server leaves out. */
function namesIn(line: Uint8Array): { id?: unknown; sha256?: unknown } {
  try {
    const { id, sha256 } = JSON.parse(new TextDecoder().decode(line));
    return { id, sha256 };
  } catch {
    return {};
  }
}
