import { plainLine } from "../../api/types/plain_line.ts";
import type { Policy } from "../../auth/principal.ts";

const CHARS = 200;

/** Writes for people what a policy differs in from what the command line says; "-" where it does not. */
export function policyText({ readOnly, allow, deny, config, requestsAMinute }: Policy): string {
  const parts = [
    ...readOnly ? ["read-only"] : [],
    ...allow ? [`allow ${allow.join(",")}`] : [],
    ...deny ? [`deny ${deny.join(",")}`] : [],
    ...config === undefined ? [] : [`config ${config}`],
    ...requestsAMinute === undefined ? [] : [`${requestsAMinute} requests a minute`],
  ];
  return plainLine(parts.join("; ") || "-", CHARS);
}
