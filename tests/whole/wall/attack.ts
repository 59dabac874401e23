/**
 * What a hostile submission is made of. Plain data: the same attacks run against the server in a
 * process of its own, against a compiled binary, and wherever else somebody wants to know.
 */
export interface Attack {
  /** What is tried, one idea each, in a few words. */
  readonly name: string;
  /** The submission. `CANARY` stands for the path of a file, `PORT` for a port where somebody listens. */
  readonly code: string;
  readonly expect: Expectation;
  /** Deadline in milliseconds; that of all attacks when left out. */
  readonly timeoutMs?: number;
  /** A second submission, which must find nothing of the first, and what it returns. */
  readonly next?: { readonly code: string; readonly result: unknown };
}

/** What the submission sees. */
export type Expectation =
  /** It ends well; the value that it returns. */
  | { readonly result: unknown }
  /** It ends well; what it returns is not the point. */
  | { readonly ok: true }
  /** It harms at most itself, and how it ends depends on the release of Deno. */
  | { readonly any: true }
  /** How it ends is not the point; neither its answer nor its error holds these words. */
  | { readonly not: string }
  /** It fails; kinds of the error, of which any will do, and a part of the message. */
  | { readonly error: string; readonly or?: string; readonly message?: string };

/** Attacks of one kind. */
export interface Family {
  /** Completes "The wall holds against …". */
  readonly name: string;
  readonly attacks: readonly Attack[];
}

/** What stands for the placeholders. */
export interface Bait {
  readonly canary: string;
  readonly port: number;
}

/** @returns the submission's text with the bait in it */
export function baited(code: string, { canary, port }: Bait): string {
  return code.replaceAll("CANARY", canary).replaceAll("PORT", String(port));
}

/** The part of an outcome that tells what the submission saw. */
export interface Seen {
  readonly status: string;
  readonly result?: unknown;
  readonly error?: { readonly kind: string; readonly message: string };
}

/** @returns whether the submission saw what it must see */
export function meets(expect: Expectation, { status, result, error }: Seen): boolean {
  if ("any" in expect) return true;
  if ("not" in expect) return !JSON.stringify([result, error?.message]).includes(expect.not);
  if ("error" in expect) {
    if (error === undefined || ![expect.error, expect.or].includes(error.kind)) return false;
    return error.message.includes(expect.message ?? "");
  }
  if (status !== "ok") return false;
  return "ok" in expect || JSON.stringify(result) === JSON.stringify(expect.result);
}

/** An attack that must find none of these names: each must be `undefined` for the code. */
export function absent(name: string, ...globals: string[]): Attack {
  const found = globals.map((one) => `typeof ${one} === "undefined" ? "" : "${one}"`);
  return {
    name,
    code: `return [${found.join(", ")}].filter((name) => name)`,
    expect: { result: [] },
  };
}

/** An attack that must fail because there is no such global. */
export function undefinedGlobal(name: string, code: string): Attack {
  return { name, code, expect: { error: "runtime", message: "is not defined" } };
}

/** An attack that must be refused before any of it runs. */
export function refused(name: string, code: string): Attack {
  return { name, code, expect: { error: "syntax" } };
}
