import { DEFAULT_LIMITS } from "../../src/config.ts";
import type { SubmissionError } from "../../src/outcome/outcome.ts";
import { prepare as prepareFor } from "../../src/executor/prepare.ts";
import type { Prepared } from "../../src/outcome/run.ts";
import { Preparer } from "../../src/executor/preparer.ts";
import { compileSubmission, SUBMISSION_FILE } from "../../src/sandbox/compile.ts";

const NAMES = { memory: ["readGraph", "searchNodes", "openNodes", "addObservations"] };
export const LIMITS = DEFAULT_LIMITS;

const entities = [{ name: "Ada", entityType: "person", observations: ["x"] }];
/** Knows Ada. */
export const memory = {
  readGraph: () => Promise.resolve({ entities, relations: [] }),
  openNodes: (names: string[]) =>
    Promise.resolve({
      entities: entities.filter(({ name }) => names.includes(name)),
      relations: [],
    }),
};

/** A process that reads programs, as the server has one. */
export function startPreparer(prepareMs = PATIENT_MS): Preparer {
  return new Preparer(prepareMs);
}

/** Enough for any text that ends, also beside other tests. */
const PATIENT_MS = 15_000;

/** Has a text read, for programs that may call four methods of `memory`. */
export function prepare(
  source: string,
  preparer: Preparer,
  takesArgs = false,
): Promise<Prepared | SubmissionError> {
  const { signal } = new AbortController();
  return prepareFor(
    source,
    { names: NAMES, get: () => undefined },
    LIMITS,
    preparer,
    signal,
    takesArgs,
  );
}

/** @throws {Error} with the answer's message when the text is refused */
export async function prepared(
  source: string,
  preparer: Preparer,
  takesArgs = false,
): Promise<Prepared> {
  const made = await prepare(source, preparer, takesArgs);
  if ("kind" in made) throw new Error(`Refused: ${source}: ${JSON.stringify(made)}`);
  return made;
}

/** @throws {Error} when the text is accepted */
export async function refused(
  source: string,
  preparer: Preparer,
  takesArgs = false,
): Promise<SubmissionError> {
  const made = await prepare(source, preparer, takesArgs);
  if (!("kind" in made)) throw new Error(`Not refused: ${made.module}`);
  return made;
}

/** Runs the program as the sandbox does, with a `memory` that knows Ada. */
export async function run({ module }: Prepared, args?: unknown): Promise<unknown> {
  Object.assign(globalThis, { memory });
  return await compileSubmission(module)(args);
}

/** Place of the innermost frame of an error's stack that lies in the submitted text. */
export function thrownAt(error: Error, { locate }: Prepared): string {
  for (const line of (error.stack ?? "").split("\n")) {
    const [, number, column] = /:(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (!line.includes(SUBMISSION_FILE)) continue;
    const position = locate(Number(number), Number(column));
    if (position) return `${position.line}:${position.column}`;
  }
  return "nowhere";
}
