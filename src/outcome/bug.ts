import type { SubmissionError } from "./outcome.ts";
import { tellPeople } from "../process/tell_people.ts";

/**
 * The answer to a bug of this server. The details go to stderr, for people: they may hold paths.
 *
 * @param error what was thrown; left out where another process has reported it
 */
export function bug(error?: unknown): SubmissionError {
  if (error !== undefined) {
    tellPeople("a bug", error instanceof Error ? error.stack ?? error.message : String(error));
  }
  return {
    kind: "crash",
    message: "This is a bug of code-mode, not of the code",
    hint: "Write it another way, and tell the user: this server's stderr says what to report",
  };
}
