import { fullName, type Method } from "./method.ts";
import type { Verdict } from "./rules/permissions.ts";
import type { NoConsent } from "./rules/consent.ts";
import { UpstreamError } from "./upstream_error.ts";

/**
 * Makes the error for a call that the rules do not let through.
 *
 * @param method as the program calls it
 * @param judged what the rules say
 * @param target the server and its tool
 * @param noConsent why the user has not consented, where that would let it through
 */
export function refusal(
  method: Pick<Method, "namespace" | "name">,
  judged: Exclude<Verdict, { kind: "allow" }>,
  target: { server: string; tool: string },
  noConsent: NoConsent,
): UpstreamError {
  const why = judged.kind === "deny" ? "is denied" : `needs the user's consent, ${noConsent}`;
  return new UpstreamError(
    "failed",
    `${fullName(method)} ${why} (rule: ${judged.rule}): nothing was called`,
    {
      ...target,
      remedy: `Only the user can allow it, in code-mode's config: ${judged.remedy}`,
    },
  );
}
