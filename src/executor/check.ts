import type { Api, Obstacle, Wait } from "../api/method.ts";
import type { SubmissionError } from "../outcome/outcome.ts";
import type { Prepared } from "../outcome/run.ts";

/** Further obstacles that an error names, in a line each. */
const MORE = 4;

const KINDS = { unknown: "syntax", unavailable: "unavailable", forbidden: "tool" } as const;

/**
 * Has the names that a program mentions judged, before any of it runs.
 *
 * @returns why it is not run, if it is not
 * @throws the signal's reason when it is aborted
 */
export async function check(
  prepared: Prepared,
  api: Api,
  wait: Wait,
): Promise<SubmissionError | undefined> {
  const [first, ...more] = await api.check?.(prepared.mentions, wait) ?? [];
  if (!first) return undefined;
  const { kind, message, hint, at: { line, column } } = first;
  return {
    kind: KINDS[kind],
    message: [message, ...more.slice(0, MORE).map(lineOf)].join("\n"),
    line,
    column,
    frame: prepared.frame({ line, column }),
    hint: `${hint ? `${hint}\n` : ""}Nothing ran, and nothing was written`,
  };
}

function lineOf({ at: { line }, message }: Obstacle): string {
  return `Line ${line}: ${message}`;
}
