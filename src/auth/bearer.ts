import type { Verdict } from "./principal.ts";

/** Tokens of issuers are some thousand characters long; servers take no longer headers. */
const MOST_CHARS = 16_384;

/** One credential of the scheme, as RFC 6750 writes it; two headers arrive as one with a comma in it. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Reads the token out of an `Authorization` header.
 *
 * @param authorization the header's value; `null` where there is none
 * @returns the token, or what is to be said where there is not exactly one
 */
export function bearerIn(authorization: string | null): { token: string } | Verdict {
  const text = authorization?.trim() ?? "";
  if (text === "") return { type: "missing" };
  const token = text.length > MOST_CHARS ? undefined : BEARER.exec(text)?.[1];
  if (token !== undefined) return { token };
  return { type: "refused", why: 'The header "Authorization" must be "Bearer" and one token' };
}
