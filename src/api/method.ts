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

/** What one submission can call. */
export interface Api {
  /** What the worker builds its stubs from. */
  readonly names: ApiNames;
  /** @returns the method that a call names by `namespace.name` */
  get(name: string): Method | undefined;
  /** Hears which names a program mentions, before it runs, so that what they need can start. */
  mentions?(names: readonly Mentioned[]): void;
  /** @returns the servers that are being started now: a program may wait for them */
  starting?(): readonly string[];
}

/** A name that a program holds: `memory.readGraph`. */
export interface Mentioned {
  readonly namespace: string;
  readonly name: string;
}

/** Namespaces and their methods: `{ memory: ["readGraph", …] }`. */
export type ApiNames = Readonly<Record<string, readonly string[] | OpenNames>>;

/** A namespace whose names are looked up when they are called. */
export interface OpenNames {
  /** Methods that are there in any case. */
  readonly own: readonly string[];
  /** What every other property is: a tool, or a server whose properties are tools. */
  readonly others: "tools" | "servers";
}

/** @returns the methods of a namespace; `undefined` where any name may be one, or there is no such namespace */
export function fixedNames(names: ApiNames, namespace: string): readonly string[] | undefined {
  const own = Object.hasOwn(names, namespace) ? names[namespace]! : undefined;
  return own !== undefined && "others" in own ? undefined : own;
}

/** @returns the API of `methods`, whose names stay in this order */
export function apiOf(methods: Iterable<Method>): Api {
  const byName = new Map<string, Method>();
  const names: Record<string, string[]> = {};
  for (const method of methods) {
    byName.set(fullName(method), method);
    (names[method.namespace] ??= []).push(method.name);
  }
  return { names, get: (name) => byName.get(name) };
}

/** @returns the name of a method as programs write it, e.g. `memory.openNodes` */
export function fullName({ namespace, name }: Pick<Method, "namespace" | "name">): string {
  return `${namespace}.${name}`;
}
