import { plainLine } from "../api/types/plain_line.ts";
import { ATOMIC_HELD_MS } from "../config.ts";
import type { SubmissionError } from "../outcome/outcome.ts";
import type { Commit } from "../servers/memory/copy/copy_run.ts";
import { PLAN_MS, PLANS } from "../servers/memory/copy/limits.ts";
import type { Applied } from "../servers/memory/copy/plans.ts";

const ID_CHARS = 40;

/** An atomic program took too long while all others waited. */
export const HELD: SubmissionError = {
  kind: "conflict",
  message: `Others changed the memory while the program ran, and they can be kept waiting for ${
    ATOMIC_HELD_MS / 1_000
  } s only: nothing was written`,
  hint: "Do less in one program, or run it without atomic",
};

/** @returns why the changes of an atomic program are not in the memory */
export function notCommitted(how: Exclude<Commit, "written">): SubmissionError {
  switch (how) {
    case "changed":
      return {
        kind: "conflict",
        message: "Others changed the memory each time that the program ran: nothing was written",
        hint: "Run it again",
      };
    case "undone":
      return {
        kind: "conflict",
        message: "The changes were written, and a program that takes no lock has undone them",
        hint: "Another memory server writes into the same file: end it, then run the program again",
      };
  }
}

/** @returns why a plan was not written */
export function noPlan(id: string, why: Exclude<Applied["type"], "written">): SubmissionError {
  const plan = `plan "${plainLine(id, ID_CHARS)}"`;
  switch (why) {
    case "changed":
      return {
        kind: "conflict",
        message: `The memory has changed since the dry run of ${plan}: nothing was written`,
        hint: "Make the dry run again",
      };
    case "applied":
      return {
        kind: "conflict",
        message: `What ${plan} holds was written before: nothing was written now`,
      };
    case "unknown":
      return {
        kind: "unavailable",
        message: `There is no ${plan}: nothing was written`,
        hint: `The newest ${PLANS} plans are kept for ${
          PLAN_MS / 60_000
        } minutes: make the dry run again`,
      };
  }
}
