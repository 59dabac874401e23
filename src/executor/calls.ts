import { type Api, fullName, mayMutate, type Method, Planned } from "../api/method.ts";
import { ProtocolError, quote } from "../rpc/guards.ts";
import type { FromSandbox } from "../rpc/protocol.ts";
import { ArgumentsError } from "../api/parse_arguments.ts";
import { UpstreamError } from "../api/upstream_error.ts";
import { type CallAccount, weightOf } from "./call_budget.ts";
import { type CallEnd, CallTally, describeCall } from "../outcome/call_tally.ts";

type CallMessage = Extract<FromSandbox, { type: "call" }>;

/** What the calls of one submission may do at most. */
export interface CallLimits {
  calls: number;
  inFlight: number;
  replyChars: number;
}

/** The sandbox that calls come from and answers go to. */
export interface Caller {
  /** Hands over a message line. */
  sendText(line: string): void;
  /** Resolves, without an error, once the lines before have been taken off our hands. */
  drained(): Promise<void>;
  /** Whether so much of them still waits for that that no answer should be added. */
  readonly full: boolean;
  /** Resolves, without an error, when some more has been taken, or the sandbox is gone. */
  taken(): Promise<void>;
}

/**
 * Asked before the first call that may change data is forwarded; none is before it resolves to true. What
 * was called after it waits behind it.
 */
export type Gate = () => Promise<boolean>;

/** A submission made more calls than it may. */
export class CallLimitError extends Error {
  override name = "CallLimitError";
}

interface OpenCall {
  method: Method;
  /** For people. */
  args: readonly unknown[];
  /** What `method.parse` has made of them. */
  input: unknown;
  /** Length of its message. */
  chars: number;
  /** What it weighs in the budget. */
  weight: number;
  /** What became of it is known, though the sandbox may not have its answer yet. */
  known: boolean;
}

/** What the message of a call holds besides its arguments. */
const CALL_CHARS = 1_024;

/** The calls of one submission: checks, forwards and answers them, and keeps the count. */
export class Calls {
  readonly tally = new CallTally();
  #api: Api;
  #limits: CallLimits;
  #caller: Caller;
  #account: CallAccount;
  #open = new Map<number, OpenCall>();
  #openChars = 0;
  /** Those that have to wait until the others weigh less, in order of issue. */
  #waiting: [id: number, call: OpenCall][] = [];
  #onSettled: (() => void) | undefined;
  readonly #gate: Gate | undefined;
  #gateState: "unasked" | "asked" | "open";
  #lastId = 0;
  #end = new AbortController();
  #ended = new Promise<void>((resolve) => this.#end.signal.onabort = () => resolve());
  #upstreamMs = 0;
  #busySince = 0;

  /** @param account what its open calls weigh */
  constructor(
    api: Api,
    limits: CallLimits,
    caller: Caller,
    account: CallAccount,
    gate?: Gate,
  ) {
    this.#gate = gate;
    this.#gateState = gate ? "unasked" : "open";
    this.#api = api;
    this.#limits = limits;
    this.#caller = caller;
    this.#account = account;
  }

  /** The method of the oldest call that has no answer yet. */
  get current(): string | undefined {
    const [first] = this.#open.values();
    return first && fullName(first.method);
  }

  /** Milliseconds so far in which at least one call was open. */
  get upstreamMs(): number {
    const now = this.#open.size === 0 ? 0 : performance.now() - this.#busySince;
    return this.#upstreamMs + now;
  }

  /**
   * Takes a call.
   *
   * @param chars length of its message
   * @throws {ProtocolError} when none of our stubs makes such a call
   * @throws {CallLimitError} when it is one too many
   */
  receive({ id, method: name, args }: CallMessage, chars: number): void {
    const method = this.#api.get(name);
    if (!method || method.leftOut !== undefined) {
      throw new ProtocolError(`A call names no method: ${quote(name)}`);
    }
    if (id !== this.#lastId + 1) throw new ProtocolError("A call is out of order");
    const open = this.#open.size;
    if (open >= this.#limits.inFlight) throw new ProtocolError("Too many calls are open");
    const mostChars = this.#account.openChars + (open + 1) * CALL_CHARS;
    if (open > 0 && this.#openChars + chars > mostChars) {
      throw new ProtocolError("The calls that are open are too long");
    }
    if (this.tally.total >= this.#limits.calls) {
      throw new CallLimitError(`The code made more than ${this.#limits.calls} calls`);
    }
    this.#lastId = id;
    let input: unknown;
    try {
      input = method.parse(args);
    } catch (error) {
      this.tally.ended("failed", fullName(method));
      this.#refuse(id, { method: name, args }, error);
      return;
    } finally {
      this.tally.made(fullName(method)); // whose name may follow from its arguments
    }
    if (open === 0) this.#busySince = performance.now();
    const answerChars = Math.min(method.answerChars?.() ?? 0, this.#limits.replyChars);
    const weight = weightOf(chars, answerChars);
    const shown = method.ownArguments?.(args) ?? args;
    const call: OpenCall = { method, args: shown, input, chars, weight, known: false };
    this.#open.set(id, call);
    this.#openChars += chars;
    this.#waiting.push([id, call]);
    this.#forwardWaiting();
  }

  #forwardWaiting(): void {
    for (let next; (next = this.#waiting[0]);) {
      const isOver = this.#end.signal.aborted; // whatever waits is dropped then
      if (!isOver && this.#isHeld(next[1].method)) return;
      if (!isOver && !this.#account.fits(next[1].weight)) return;
      this.#waiting.shift();
      this.#account.take(next[1].weight);
      this.#forward(...next);
    }
  }

  #isHeld(method: Method): boolean {
    if (this.#gateState === "open" || !mayMutate(method)) return false;
    if (this.#gateState === "unasked") {
      this.#gateState = "asked";
      this.#gate!().then((isOpen) => {
        if (!isOpen) return;
        this.#gateState = "open";
        this.#forwardWaiting();
      });
    }
    return true;
  }

  async #forward(id: number, call: OpenCall): Promise<void> {
    const { method, args } = call;
    try {
      // Who asks and never reads would have us keep the answers.
      await this.#caller.drained();
      this.#end.signal.throwIfAborted();
      const value = await method.forward(call.input, this.#end.signal);
      if (value instanceof Planned) return this.#plan(id, call, value);
      if (method.mutates) this.#know(call, "written");
      if (!method.isTyped) this.tally.shapes.note(fullName(method), value);
      // One after another: the text of an answer that the sandbox doesn't take would be kept too, and
      // the texts of all at once would keep this thread from everything else for seconds.
      while (this.#caller.full && !this.#end.signal.aborted) {
        await Promise.race([this.#caller.taken(), this.#ended]);
      }
      if (this.#end.signal.aborted) return;
      const text = value === undefined ? undefined : JSON.stringify(value);
      // A mutation whose answer can't be sent is written all the same.
      if (text !== undefined && text.length > this.#limits.replyChars && !method.mutates) {
        throw new RangeError(
          `The answer to ${fullName(method)} is ${text.length} characters of JSON, the limit is ` +
            `${this.#limits.replyChars}: ask for less`,
        );
      }
      const answer = text === undefined ? "" : `,"value":${text}`;
      this.#caller.sendText(`{"type":"reply","id":${id}${answer}}`);
      this.tally.answered(id, method.namespace);
    } catch (error) {
      if (this.#end.signal.aborted && error === this.#end.signal.reason) {
        this.#know(call, "dropped");
      } else if (error instanceof UpstreamError && error.outcome === "unknown") {
        this.#know(call, "unknown");
      } else this.#know(call, "failed");
      this.#refuse(id, { method: fullName(method), args }, error);
    } finally {
      this.#account.give(call.weight);
      this.#open.delete(id);
      this.#openChars -= call.chars;
      this.#forwardWaiting();
      if (this.#open.size === 0) {
        this.#upstreamMs += performance.now() - this.#busySince;
        this.#onSettled?.();
      }
    }
  }

  /** Takes note of a call that a dry run does not make, and says so to the sandbox. */
  #plan(id: number, { method, args }: OpenCall, { answersNothing }: Planned): void {
    this.#end.signal.throwIfAborted();
    const name = fullName(method);
    this.tally.plan(id, method.namespace, describeCall(name, args));
    const answer = answersNothing ? "" : `,"planned":${JSON.stringify(name)}`;
    this.#caller.sendText(`{"type":"reply","id":${id}${answer}}`);
  }

  #know(call: OpenCall, how: CallEnd): void {
    if (call.known) return;
    this.tally.ended(how, fullName(call.method));
    call.known = true;
  }

  #refuse(id: number, call: { method: string; args: readonly unknown[] }, error: unknown): void {
    const { name, message } = error instanceof TypeError || error instanceof RangeError
      ? error
      : { name: "Error", message: error instanceof Error ? error.message : String(error) };
    const remedy = error instanceof UpstreamError || error instanceof ArgumentsError
      ? error.remedy
      : undefined;
    this.tally.refuse(id, {
      call: describeCall(call.method, call.args),
      unavailable: error instanceof UpstreamError && error.outcome === "unavailable",
      ...(remedy === undefined ? {} : { remedy }),
    });
    this.#caller.sendText(JSON.stringify({ type: "refuse", id, name, message }));
  }

  /**
   * Ends the submission's calls: those that have not been forwarded are dropped, the others get a
   * moment to be answered; what a mutation without an answer did is unknown.
   *
   * @param graceMs that moment, in milliseconds
   */
  async end(graceMs: number): Promise<void> {
    this.#account.close();
    if (this.#open.size === 0) return;
    this.#end.abort(new DOMException("The submission has ended", "AbortError"));
    this.#forwardWaiting(); // which drops them
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#onSettled = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    for (const call of this.#open.values()) {
      if (!call.known) this.#know(call, call.method.mutates ? "unknown" : "dropped");
    }
  }
}
