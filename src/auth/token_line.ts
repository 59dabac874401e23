import { isAbsolute } from "node:path";
import { z } from "zod";

const MOST_NAMES = 1_000;
const NAME_CHARS = 200;
// A text that was not UTF-8 has U+FFFD for what was there: names that differ would be one.
const NOT_TENANT = /[\p{Cc}\p{Cs}\ufffd]/u;

// What is not known is refused: a misspelt "readOnly" or "expires" would give more than was meant.
const names = z.array(z.string().min(1).max(NAME_CHARS)).max(MOST_NAMES);
const time = z.union([z.iso.datetime(), z.iso.date()]);
const TOKEN = z.strictObject({
  id: z.string().regex(/^\w[\w-]{0,63}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: z.string().refine(isTenant),
  policy: z.strictObject({
    readOnly: z.exactOptional(z.boolean()),
    allow: z.exactOptional(names),
    deny: z.exactOptional(names),
    config: z.exactOptional(z.string().refine(isAbsolute)),
    requestsAMinute: z.exactOptional(z.int().min(1).max(1_000_000)),
  }),
  created: time,
  expires: z.exactOptional(time),
});

/** A line of the tokens file: who may come in with which token, of which only the digest is kept. */
export type TokenLine = Readonly<z.infer<typeof TOKEN>>;

/** What the file holds, in bytes and lines: ten thousand tokens. Ours are some 250 bytes each. */
export const MOST_BYTES = 4 * 2 ** 20;
export const MOST_LINES = 10_000;

/** @returns what a line says; `undefined` where it is not exactly what it must be */
export function readTokenLine(text: string): TokenLine | undefined {
  try {
    return TOKEN.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @returns whether a text can name a tenant: not empty, at most 200 characters, no control characters */
export function isTenant(text: string): boolean {
  return text.trim() !== "" && text.length <= NAME_CHARS && !NOT_TENANT.test(text);
}

/** @returns whether a token has expired at a time in milliseconds; a day alone is its beginning in UTC */
export function hasExpired({ expires }: TokenLine, now: number): boolean {
  return expires !== undefined && Date.parse(expires) <= now;
}
