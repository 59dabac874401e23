import { WRITE_WAIT_MS } from "../config.ts";
import type { CheckRequest } from "../rpc/check_protocol.ts";
import type { Checker, Verdict } from "./checker.ts";

/** What became of the check of one submission's types, for people and their tools. */
export interface CheckReport {
  readonly state: "passed" | "found" | "unchecked";
  /** Why it was not checked. */
  readonly why?: string;
  /** How long a call that may change something waited for it, in milliseconds. */
  readonly waitedMs: number;
}

/** The check of one submission's types: begun when it may be needed, and then asked for at most once. */
export class TypeCheck {
  readonly #checker: Checker;
  readonly #request: () => CheckRequest;
  #verdict: Promise<Verdict> | undefined;
  #used: Verdict | undefined;
  #waitedMs = 0;

  /** @param request made when the check begins */
  constructor(checker: Checker, request: () => CheckRequest) {
    this.#checker = checker;
    this.#request = request;
  }

  /** Begins, beside the program that runs. */
  start(): Promise<Verdict> {
    return this.#verdict ??= this.#checker.check(this.#request());
  }

  /** The verdict, after `withinMs` milliseconds at the latest: it is late then, and the program goes on. */
  async verdict(withinMs: number = WRITE_WAIT_MS): Promise<Verdict> {
    const since = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Verdict>((resolve) => {
      timer = setTimeout(
        () => resolve({ type: "unchecked", why: "the verdict was late" }),
        withinMs,
      );
    });
    this.#used = await Promise.race([this.start(), late]);
    clearTimeout(timer);
    this.#waitedMs += performance.now() - since;
    return this.#used;
  }

  /** `undefined` where the program did nothing that it would have been needed for. */
  get report(): CheckReport | undefined {
    if (!this.#used) return undefined;
    const waitedMs = Math.round(this.#waitedMs);
    if (this.#used.type === "unchecked") {
      return { state: "unchecked", why: this.#used.why, waitedMs };
    }
    return { state: this.#used.findings.length > 0 ? "found" : "passed", waitedMs };
  }
}
