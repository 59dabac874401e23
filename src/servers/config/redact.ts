import type { ServerEntry } from "./server_entry.ts";

/** A shorter value is in too many words, and no secret. */
const MIN_CHARS = 4;

/**
 * Replaces the secrets of a server by `***`: the values of its environment, of its headers and of the
 * variables in its entry, also as JSON or a URL writes them.
 */
export function redact(text: string, { secrets }: Pick<ServerEntry, "secrets">): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    // A header's "Bearer TOKEN" is known by its token.
    ...secret.split(/\s+/).slice(1),
  ]);
  // A long one first: it may contain a short one.
  return [...new Set(forms)]
    .filter(({ length }) => length >= MIN_CHARS)
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
