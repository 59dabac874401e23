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
  /**
   * Whether a call may change data, as far as that is known before it is forwarded; what `mutates` says
   * where it is left out.
   */
  readonly mayMutate?: boolean;
  /** Whether a call that goes well answers `undefined`. */
  readonly answersNothing?: boolean;
  /** Whether the type of what it answers is sure: the check of types says how that may be used. */
  readonly isTyped?: boolean;
  /** Why programs cannot call it here: it has no stub, and a call of it is a forgery. */
  readonly leftOut?: string;
  /** About how long an answer to a call may be now, in characters of JSON, where that is known. */
  answerChars?(): number;
  /**
   * Checks what came out of the sandbox.
   *
   * @throws {TypeError} that names the argument, what it must be and what was received.
   */
  parse(args: readonly unknown[]): unknown;
  /** @returns those of the arguments that `name`, which follows from the others, is called with */
  ownArguments?(args: readonly unknown[]): readonly unknown[];
  /**
   * Carries the call out. Aborting `signal` drops a call that has not been forwarded yet (it rejects
   * with the signal's reason); one that has been forwarded goes on to its answer.
   *
   * @returns the answer; `Planned` where a dry run does not make the call
   * @throws {UpstreamError} when the server behind it refuses, cannot be reached or does not answer.
   */
  forward(input: unknown, signal: AbortSignal): Promise<unknown>;
}

/** What a method gives instead of an answer: the call was checked, and a dry run does not make it. */
export class Planned {
  /** Whether the answer is known all the same: `undefined`. */
  readonly answersNothing: boolean;

  constructor(answersNothing = false) {
    this.answersNothing = answersNothing;
  }
}

/** What one submission can call. */
export interface Api {
  /** What the worker builds its stubs from. */
  readonly names: ApiNames;
  /** @returns the method that is called `namespace.name`, also one that is left out */
  get(name: string): Method | undefined;
  /** The methods that are left out, by `namespace.name`. */
  readonly leftOut?: readonly string[];
  /**
   * Judges the names that a program mentions, before it runs, and starts what they need.
   *
   * @returns what keeps the program from being run
   */
  check?(mentioned: readonly Mentioned[], wait: Wait): Promise<readonly Obstacle[]>;
  /**
   * Declares what a program can call in TypeScript, for the check of its types.
   *
   * @param mentioned what it names: of a server's tools only these are declared
   */
  types?(mentioned: readonly Mentioned[]): string;
  /** @returns how a method is called that `types` tells less of, e.g. `github.create_issue(args: { … })` */
  signature?(called: string): string | undefined;
  /**
   * Resolves when what `types` says of the named servers is no longer from an earlier start, or will not
   * be: a program is stopped for nothing that was true yesterday.
   */
  listed?(mentioned: readonly Mentioned[]): Promise<unknown>;
  /** @returns the servers that are being started now: a program may wait for them */
  starting?(): readonly string[];
}

/** How long the judgement of a program's names may take. */
export interface Wait {
  /** Ends it when it is aborted. */
  readonly signal: AbortSignal;
  /** In milliseconds. */
  readonly timeoutMs: number;
}

/** A name that a program holds: `memory.readGraph`, and where. */
export interface Mentioned {
  readonly namespace: string;
  readonly name: string;
  /** The name behind that: `create_issue` of `tools["github"].create_issue`. */
  readonly next?: string;
  /** The texts that it is called with at first: those of `tools.call("github", "create_issue", {})`. */
  readonly texts?: readonly string[];
  /** Whether a failure of it ends the program. */
  readonly called: boolean;
  /** Whether the program handles the rejection of each call, or may. */
  readonly handled?: boolean;
  /** Whether it is also called in a `try`. */
  readonly tried?: boolean;
  /** Whether the program asks if it is there. */
  readonly guarded: boolean;
  /** Whether the program calls it whatever else it finds. */
  readonly certain?: boolean;
  readonly line: number;
  readonly column: number;
}

/** Why a program is not run: what it mentions cannot be called. */
export interface Obstacle {
  readonly at: Mentioned;
  /** No such name, a server that is not there, or a rule against it. */
  readonly kind: "unknown" | "unavailable" | "forbidden";
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
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

/**
 * @param types declares them, where their declarations are known
 * @returns the API of `methods`, whose names stay in this order
 */
export function apiOf(methods: Iterable<Method>, types?: () => string): Api {
  const byName = new Map<string, Method>();
  const names: Record<string, string[]> = {};
  const leftOut: string[] = [];
  for (const method of methods) {
    byName.set(fullName(method), method);
    if (method.leftOut !== undefined) leftOut.push(fullName(method));
    else (names[method.namespace] ??= []).push(method.name);
  }
  return { names, get: (name) => byName.get(name), leftOut, ...(types ? { types } : {}) };
}

/** @returns whether a call may change data, before it is forwarded */
export function mayMutate({ mutates, mayMutate = mutates }: Method): boolean {
  return mayMutate;
}

/** @returns whether anything can be called that may change data */
export function hasMutations({ names, get }: Api): boolean {
  return Object.entries(names).some(([namespace, methods]) =>
    "others" in methods || methods.some((name) => mayMutate(get(fullName({ namespace, name }))!))
  );
}

/** @returns the name of a method as programs write it, e.g. `memory.openNodes` */
export function fullName({ namespace, name }: Pick<Method, "namespace" | "name">): string {
  return `${namespace}.${name}`;
}

/**
 * What becomes of what a program changes: `plain` writes at each call, `dry` writes nothing and tells what
 * it would have written, `atomic` writes all at the end or nothing.
 */
export type RunMode = "plain" | "dry" | "atomic";
