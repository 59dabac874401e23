import { UsageError } from "../usage_error.ts";

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/**
 * Reads when a token is to expire.
 *
 * @param text e.g. `90d`, `12h`, `2027-01-31` (its beginning in UTC), `2027-01-31T12:00:00Z`
 * @param now in milliseconds
 * @returns the moment as ISO 8601 writes it
 */
export function expiry(text: string, now: number): string {
  const [, count = "", unit = ""] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  const at = unit === "" ? momentOf(text) : now + Number(count) * UNITS[unit]!;
  if (Number.isNaN(at)) {
    throw new UsageError(`--expires must be like 90d, 12h or 2027-01-31: received "${text}"`);
  }
  if (at > now) return new Date(at).toISOString();
  throw new UsageError(`--expires must be in the future: received "${text}"`);
}

function momentOf(text: string): number {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)?$/.exec(text) ?? [];
  const at = Date.parse(day === undefined ? "" : text);
  // "2027-02-30" would be a day of March.
  return Number.isNaN(at) || new Date(at).toISOString().startsWith(day!) ? at : NaN;
}
