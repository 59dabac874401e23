import { fullName, type Method } from "./method.ts";
import type { Verdict } from "./rules/permissions.ts";
import { UpstreamError } from "./upstream_error.ts";

/**
 * Makes the error for a call that the rules do not let through.
 *
 * @param method as the program calls it
 * @param judged what the rules say
 * @param target the server and its tool
 */
export function refusal(
  method: Pick<Method, "namespace" | "name">,
  judged: Exclude<Verdict, { kind: "allow" }>,
  target: { server: string; tool: string },
): UpstreamError {
  const why = judged.kind === "deny" ? "is denied" : "needs the user's consent";
  return new UpstreamError(
    "failed",
    `${fullName(method)} ${why} (rule: ${judged.rule}): nothing was called`,
    {
      ...target,
      remedy: `Only the user can allow it, in code-mode's config: ${judged.remedy}`,
    },
  );
}
