import { z } from "zod";
import type { RunMode } from "../api/method.ts";
import type { Limits } from "../config.ts";
import type { SubmissionError } from "../outcome/outcome.ts";

/** What becomes of changes, as far as a server can offer that. */
export interface Modes {
  /** Whether programs can be run without writing. */
  readonly dryRun: boolean;
  /** Whether what they change can be written at once, later or not at all. */
  readonly atomic: boolean;
  /** Whether that is so where a caller does not say. */
  readonly atomicByDefault: boolean;
}

/** The arguments of the tool. Each conversation pays for their texts. */
export function inputOf(limits: Limits, { dryRun, atomic, atomicByDefault }: Modes) {
  const code = z.string().describe("JavaScript or TypeScript; end it with `return`");
  return {
    code: atomic ? code.optional() : code,
    timeout_ms: z.number().int().min(1).max(limits.maxTimeoutMs).optional()
      .describe(`Deadline in milliseconds, ${limits.timeoutMs} when left out`),
    ...(dryRun
      ? {
        dry_run: z.boolean().optional().describe(
          "Run on a copy: write nothing, answer what would change",
        ),
      }
      : {}),
    ...(atomic
      ? {
        atomic: z.boolean().optional().describe(
          `Memory: write everything at the end or, on failure, nothing${
            atomicByDefault ? " (default)" : ""
          }`,
        ),
        apply: z.string().optional().describe(
          "Instead of code: the plan of a dry run; writes exactly what it showed",
        ),
      }
      : {}),
  };
}

/** The arguments as a client gives them, whatever of them is offered. */
export interface Input {
  readonly code?: string | undefined;
  readonly timeout_ms?: number | undefined;
  readonly dry_run?: boolean | undefined;
  readonly atomic?: boolean | undefined;
  readonly apply?: string | undefined;
}

/** What is asked for: a program to run, or a plan to write. */
export type Request =
  | { readonly code: string; readonly mode: RunMode }
  | { readonly plan: string }
  | { readonly error: SubmissionError };

/** @returns what the arguments ask for */
export function requestOf({ code, apply, dry_run, atomic }: Input, modes: Modes): Request {
  if (apply !== undefined) {
    if (code === undefined && !dry_run) return { plan: apply };
    return refused("Give code or apply, not both: apply writes what a dry run has shown");
  }
  if (code === undefined) return refused("Give code, the program to run");
  if (dry_run) return { code, mode: "dry" };
  return { code, mode: atomic ?? modes.atomicByDefault ? "atomic" : "plain" };
}

function refused(message: string): Request {
  return { error: { kind: "syntax", message, hint: "Nothing ran, and nothing was written" } };
}
