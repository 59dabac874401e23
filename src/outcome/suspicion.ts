import type { Outcome } from "./outcome.ts";

/** What becomes of a value that was not meant to be returned or logged, as text. */
const TRACES = /\bundefined\b|\bNaN\b|\[object |\[Promise\b|Promise \{/;

/** Whether a program that ended well probably did not do what was meant: its result holds nothing. */
export function isSuspicious({ result, logs = [], hint, calls }: Outcome): boolean {
  if (calls.planned) return false; // the check of its types has judged it before the first of these
  if (hint !== undefined || logs.some(({ text }) => TRACES.test(text))) return true;
  return result === undefined ? logs.length === 0 : holdsNothing(result);
}

/** Whether a value is empty, or holds what was not there when it was read, at any depth. */
function holdsNothing(value: unknown): boolean {
  if (value === null || value === 0 || value === false) return true;
  if (typeof value === "string") return value === "" || TRACES.test(value);
  if (typeof value !== "object") return false;
  const parts = Object.values(value);
  return parts.length === 0 || parts.some(isMissing);
}

function isMissing(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === "string") return TRACES.test(value);
  return typeof value === "object" && Object.values(value).some(isMissing);
}
