import { prepare, type Prepared } from "../../../src/executor/prepare/prepare.ts";
import type { TypeEraser } from "../../../src/executor/prepare/eraser/type_eraser.ts";
import type { SubmissionError } from "../../../src/executor/outcome.ts";

export const NAMES = { memory: ["readGraph", "searchNodes", "openNodes", "addObservations"] };
export const LIMITS = { sourceBytes: 256 * 1024 };

const entities = [{ name: "Ada", entityType: "person", observations: ["x"] }];
const memory = {
  readGraph: () => Promise.resolve({ entities, relations: [] }),
  openNodes: (names: string[]) =>
    Promise.resolve({
      entities: entities.filter(({ name }) => names.includes(name)),
      relations: [],
    }),
};

/** @throws {Error} with the answer's message when the text is refused */
export async function prepared(source: string, eraser: TypeEraser): Promise<Prepared> {
  const made = await prepare(source, NAMES, LIMITS, eraser);
  if ("kind" in made) throw new Error(`Refused: ${JSON.stringify(made)}`);
  return made;
}

/** @throws {Error} when the text is accepted */
export async function refused(source: string, eraser: TypeEraser): Promise<SubmissionError> {
  const made = await prepare(source, NAMES, LIMITS, eraser);
  if (!("kind" in made)) throw new Error(`Not refused: ${made.module}`);
  return made;
}

/** Runs the module as the sandbox does, with a `memory` that knows Ada. */
export async function run({ module }: Prepared): Promise<unknown> {
  Object.assign(globalThis, { memory });
  const url = `data:text/javascript;charset=utf-8,${encodeURIComponent(module)}`;
  const { default: submission } = await import(url) as { default: () => Promise<unknown> };
  return await submission();
}

/** Place of the innermost frame of an error's stack that lies in the submitted text. */
export function thrownAt(error: Error, { locate }: Prepared): string {
  for (
    const [, line, column] of (error.stack ?? "").matchAll(
      /data:text\/javascript.*?:(\d+):(\d+)\)?$/gm,
    )
  ) {
    const position = locate(Number(line), Number(column));
    if (position) return `${position.line}:${position.column}`;
  }
  return "nowhere";
}
