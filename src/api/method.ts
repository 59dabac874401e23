/**
 * What the executor, the RPC and the sandbox know of a method that a submission can call. Nothing
 * behind this seam may be assumed: `memory` is the first namespace, discovered servers will follow.
 */
export interface Method {
  /** The global that the method hangs on, e.g. `memory`. */
  readonly namespace: string;
  /** The property of that global, e.g. `openNodes`. */
  readonly name: string;
  /** Whether a call changes data. Decides what may be retried and what "unknown" means. */
  readonly mutates: boolean;
  /** The fields of what it answers, where that is always an object: hints are made of them. */
  readonly answerKeys?: readonly string[];
  /** About how long an answer to a call may be now, in characters of JSON, where that is known. */
  answerChars?(): number;
  /**
   * Checks what came out of the sandbox.
   *
   * @throws {TypeError} that names the argument, what it must be and what was received.
   */
  parse(args: readonly unknown[]): unknown;
  /**
   * Carries the call out. Aborting `signal` drops a call that has not been forwarded yet (it rejects
   * with the signal's reason); one that has been forwarded goes on to its answer.
   *
   * @throws {UpstreamError} when the server behind it refuses, cannot be reached or does not answer.
   */
  forward(input: unknown, signal: AbortSignal): Promise<unknown>;
}

/** Every method that a submission can call, by `namespace.name`. */
export type Api = ReadonlyMap<string, Method>;

/** The names alone: what the worker builds its stubs from, `{ memory: ["readGraph", …] }`. */
export type ApiNames = Readonly<Record<string, readonly string[]>>;

/** @returns the names of `api`, grouped by namespace, in order of definition. */
export function namesOf(api: Api): ApiNames {
  const names: Record<string, string[]> = {};
  for (const { namespace, name } of api.values()) (names[namespace] ??= []).push(name);
  return names;
}
