import type { Context } from "../../outcome/explain.ts";
import { findingHint } from "../../outcome/findings.ts";
import type { Ending } from "../../outcome/run.ts";
import type { Outcome } from "../../outcome/outcome.ts";
import { isSuspicious } from "../../outcome/suspicion.ts";
import type { TypeCheck } from "./type_check.ts";

/**
 * Adds to the outcome of a program that was not stopped what the check of its types finds, where it failed
 * or its result is suspicious. One that ended well pays nothing for it.
 *
 * @param ending says whether fields of its result are `undefined`
 */
export async function advised(
  outcome: Outcome,
  check: TypeCheck | undefined,
  context: Context,
  ending: Ending,
): Promise<Outcome> {
  const { error, calls } = outcome;
  const isOdd = error
    ? error.kind === "runtime" || error.kind === "tool"
    : isSuspicious(outcome) || ending.type === "done" && ending.gaps === true;
  if (!check || !isOdd || calls.total === 0) return outcome;
  const verdict = await check.forAdvice();
  if (verdict.type === "unchecked" || verdict.findings.length === 0) return outcome;
  const lineOf = ({ start }: { start: number }) => context.prepared.place(start).line;
  // The line that failed says more than the first that is wrong.
  const finding = verdict.findings.find((one) => lineOf(one) === error?.line) ??
    verdict.findings[0]!;
  const hint = findingHint(finding, context);
  if (!error) return { ...outcome, hint };
  return error.hint === undefined ? { ...outcome, error: { ...error, hint } } : outcome;
}
