import { AnswerShapes } from "./answer_shapes.ts";
import type { CallCounts } from "./outcome.ts";

/** A call as people see it: the method and a short form of its arguments. */
export interface CallInfo {
  method: string;
  argument?: string;
}

const ARGUMENT_CHARS = 80;

/**
 * @param method its full name
 * @returns the call with at most 80 characters of its arguments
 */
export function describeCall(method: string, args: readonly unknown[]): CallInfo {
  if (args.length === 0) return { method };
  const text = JSON.stringify(args).slice(1, -1);
  if (text.length <= ARGUMENT_CHARS) return { method, argument: text };
  return { method, argument: copy(text.slice(0, ARGUMENT_CHARS - 1)) + "…" };
}

/** A slice keeps the whole text that it is of: 60 calls of a megabyte would fill 60 MB. */
function copy(slice: string): string {
  return JSON.parse(JSON.stringify(slice));
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

const PLANNED_SHOWN = 40;

/** Counts the calls of one submission. */
export class CallTally {
  readonly shapes = new AnswerShapes();
  #total = 0;
  #ends = { written: 0, failed: 0, unknown: 0, dropped: 0 };
  #byMethod: Record<string, number> = {};
  readonly #effects = { written: new Map<string, number>(), unknown: new Map<string, number>() };
  #refused = new Map<number, RefusedCall>();
  #planned = new Map<number, CallInfo>();
  /** By namespace the id of its first planned call. */
  #plannedFrom = new Map<string, number>();
  #stale: string | undefined;

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

  /** Takes note of a call that a dry run does not make. */
  plan(id: number, namespace: string, call: CallInfo): void {
    this.#planned.set(id, call);
    this.#plannedFrom.set(namespace, Math.min(id, this.#plannedFrom.get(namespace) ?? id));
  }

  /** Takes note of a call that was answered, in case it was made after a planned one. */
  answered(id: number, namespace: string): void {
    if (id > (this.#plannedFrom.get(namespace) ?? Infinity)) this.#stale ??= namespace;
  }

  /** @returns the call that was planned under `id` */
  planned(id: number): CallInfo | undefined {
    return this.#planned.get(id);
  }

  /** The first calls that were planned, in the order in which the code made them. */
  get firstPlanned(): CallInfo[] {
    return [...this.#planned].sort(([one], [other]) => one - other).slice(0, PLANNED_SHOWN)
      .map(([, call]) => call);
  }

  /** A namespace of which something was read after a planned call, whose effect that does not show. */
  get stale(): string | undefined {
    return this.#stale;
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
      ...(this.#planned.size > 0 ? { planned: this.#planned.size } : {}),
      ...(shown ? { byMethod: this.byMethod() } : {}),
    };
  }

  /** @returns how often each method was called */
  byMethod(): Record<string, number> {
    return { ...this.#byMethod };
  }
}
