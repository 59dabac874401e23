import { type Api, fullName, mayMutate } from "../../api/method.ts";
import { VERDICT_WAIT_MS } from "../../config.ts";
import type { Prepared } from "../../outcome/run.ts";
import { tellPeople } from "../../process/tell_people.ts";
import type { Checker, Verdict } from "./checker.ts";

/** What became of the check of one submission's types, for people and their tools. */
export interface CheckReport {
  readonly state: "passed" | "found" | "unchecked";
  /** Why it was not checked. */
  readonly why?: string;
  /** How long a call that may change something waited for it, in milliseconds. */
  readonly waitedMs: number;
}

export interface TypeCheckOptions extends Pick<Prepared, "mentions" | "typed"> {
  readonly api: Api;
  /** What the program's function is called with. */
  readonly args: Record<string, unknown> | undefined;
  readonly checker: Checker;
  /** The longest wait for it, in milliseconds. */
  readonly waitMs: number | undefined;
}

/** The check of one submission's types: begun when it may be needed. */
export class TypeCheck {
  readonly #make: (ended: AbortSignal) => Promise<Verdict>;
  readonly #waitMs: number;
  readonly #ended = new AbortController();
  #verdict: Promise<Verdict> | undefined;
  #used: Verdict | undefined;
  #waitedMs = 0;

  private constructor(make: (ended: AbortSignal) => Promise<Verdict>, waitMs: number) {
    this.#make = make;
    this.#waitMs = waitMs;
  }

  /**
   * The check of a program, which begins at once where the program names what may change something.
   *
   * @returns `undefined` where there is nothing to check, or the program wants no check
   */
  static of(
    { mentions, typed, api, args, checker, waitMs = VERDICT_WAIT_MS }: TypeCheckOptions,
  ): TypeCheck | undefined {
    const { types } = api;
    if (!typed || !types) return undefined;
    const ofProgram = { ...typed, ...(args === undefined ? {} : { args: JSON.stringify(args) }) };
    const check = new TypeCheck(async (ended) => {
      const declarations = types(mentions);
      const verdict = await checker.check({ ...ofProgram, declarations }, ended);
      if (verdict.type === "unchecked" || verdict.findings.length === 0) return verdict;
      await api.listed?.(mentions);
      const now = types(mentions);
      if (now === declarations) return verdict;
      return await checker.check({ ...ofProgram, declarations: now }, ended);
    }, waitMs);
    const writes = mentions.some((mention) => {
      const method = api.get(fullName(mention));
      return !method || mayMutate(method);
    });
    if (writes) check.start();
    return check;
  }

  /** Begins, beside the program that runs. */
  start(): Promise<Verdict> {
    return this.#verdict ??= this.#make(this.#ended.signal).catch((error) => {
      tellPeople("a program runs unchecked: its check failed", String(error?.stack));
      return { type: "unchecked", why: "the check failed" };
    });
  }

  /** The program has ended, and what is said of it is known. */
  end(): void {
    this.#ended.abort();
  }

  /** The verdict for the first call that may change something. */
  async forWrite(): Promise<Verdict> {
    const since = performance.now();
    const verdict = await this.#inTime();
    this.#waitedMs = performance.now() - since;
    return this.#used = verdict;
  }

  /** The verdict for what is said of a program that has ended. */
  async forAdvice(): Promise<Verdict> {
    const verdict = await this.#inTime();
    this.#used ??= verdict;
    return verdict;
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

  async #inTime(): Promise<Verdict> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Verdict>((resolve) => {
      timer = setTimeout(
        () => resolve({ type: "unchecked", why: "the verdict was late" }),
        this.#waitMs,
      );
    });
    try {
      return await Promise.race([this.start(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
