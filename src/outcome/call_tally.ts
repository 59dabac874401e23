import { AnswerShapes } from "./answer_shapes.ts";
import type { CallCounts } from "./outcome.ts";

/** A call as people see it: the method and a short form of its arguments. */
export interface CallInfo {
  method: string;
  argument?: string;
}

/** A call that was answered with an error. */
export interface RefusedCall {
  call: CallInfo;
  /** The server behind it was not there, which is not the code's fault. */
  unavailable: boolean;
  /** What can be done about it, which the code does not see. */
  remedy?: string;
}

/** How a call ended. */
export type CallEnd = "written" | "failed" | "unknown" | "dropped";

/** Counts the calls of one submission. */
export class CallTally {
  readonly shapes = new AnswerShapes();
  #total = 0;
  #ends = { written: 0, failed: 0, unknown: 0, dropped: 0 };
  #byMethod: Record<string, number> = {};
  readonly #effects = { written: new Map<string, number>(), unknown: new Map<string, number>() };
  #refused = new Map<number, RefusedCall>();

  /** Calls made so far. */
  get total(): number {
    return this.#total;
  }

  made(method: string): void {
    this.#total++;
    this.#byMethod[method] = (this.#byMethod[method] ?? 0) + 1;
  }

  ended(how: CallEnd, method: string): void {
    this.#ends[how]++;
    if (how !== "written" && how !== "unknown") return;
    const by = this.#effects[how];
    by.set(method, (by.get(method) ?? 0) + 1);
  }

  refuse(id: number, call: RefusedCall): void {
    this.#refused.set(id, call);
  }

  /** @returns the call that the sandbox was refused under `id` */
  refused(id: number): RefusedCall | undefined {
    return this.#refused.get(id);
  }

  /** @returns the counts so far, zeros left out; how many wrote, and by method, where `detailed` */
  counts(detailed: boolean): CallCounts {
    const { written, failed, unknown, dropped } = this.#ends;
    const shown = detailed && this.#total > 0;
    return {
      total: this.#total,
      ...(shown ? { written } : {}),
      ...(shown && written > 0 ? { writtenBy: Object.fromEntries(this.#effects.written) } : {}),
      ...(failed > 0 ? { failed } : {}),
      ...(unknown > 0 ? { unknown, unknownBy: Object.fromEntries(this.#effects.unknown) } : {}),
      ...(dropped > 0 ? { dropped } : {}),
      ...(shown ? { byMethod: this.byMethod() } : {}),
    };
  }

  /** @returns how often each method was called */
  byMethod(): Record<string, number> {
    return { ...this.#byMethod };
  }
}
