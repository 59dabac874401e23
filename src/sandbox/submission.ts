import type { SandboxSetup, Thrown } from "../rpc/protocol.ts";
import { compileSubmission } from "./compile.ts";
import {
  bareList,
  defineHidden,
  inspect,
  Promise,
  promiseThen,
  safely,
  species,
  stringify,
  turn,
} from "./primordials.ts";
import type { Stubs } from "./stubs/stubs.ts";
import { describeThrown, stackOf, thrownJson } from "./values/thrown.ts";
import { toJson } from "./values/to_json.ts";

const textOf = (value: unknown) => inspect(value, { depth: 4, colors: false });

/** The run of one submission, from its text to the message that ends it. */
export class Submission {
  #setup: SandboxSetup;
  #stubs: Stubs;
  #post: (line: string) => void;
  #over = false;
  /** The message that ends it: decided even if the stack had no room left to send it at first. */
  #ending: string | undefined;
  /** Rejections that are not handled so far, the oldest first. */
  #unhandled = bareList<{ promise: Promise<unknown>; reason: unknown }>();

  /** @param post sends the message that ends it, after everything that came before */
  constructor(setup: SandboxSetup, stubs: Stubs, post: (line: string) => void) {
    this.#setup = setup;
    this.#stubs = stubs;
    this.#post = post;
  }

  /** @param args what the function that `code` is gets; `undefined` where it takes nothing */
  run(code: string, args?: unknown): void {
    let main: (args: unknown) => Promise<unknown>;
    try {
      main = compileSubmission(code);
    } catch (error) {
      const thrown = this.#describe(error);
      thrown.load = true;
      return this.#end(thrown);
    }
    callFromQueue(main, args, (returned) => this.#follow(returned));
  }

  /**
   * Ends the run where the code uses the answer of a call that is not made. What it does after this counts
   * no more.
   *
   * @param error made there
   */
  stopped(call: number, error: Error): void {
    this.#send(`{"type":"stopped","call":${call},"stack":${stringify(stackOf(error))}}`);
  }

  /** Ends the run with an error that the code can no longer catch. */
  threw(error: unknown): void {
    this.#end(this.#describe(error));
  }

  unhandled(promise: Promise<unknown>, reason: unknown): void {
    this.#unhandled[this.#unhandled.length] = { promise, reason };
  }

  handled(promise: Promise<unknown>): void {
    const left = bareList<{ promise: Promise<unknown>; reason: unknown }>();
    for (let i = 0; i < this.#unhandled.length; i++) {
      const one = this.#unhandled[i]!;
      if (one.promise !== promise) left[left.length] = one;
    }
    this.#unhandled = left;
  }

  async #follow(returned: Promise<unknown>): Promise<void> {
    let result: unknown;
    try {
      result = await safely(returned);
    } catch (error) {
      return this.threw(error);
    }
    await safely(this.#settled(result));
  }

  /** Waits for the calls that are still open and those that they lead to; only then it is done. */
  async #settled(result: unknown): Promise<void> {
    const answered = this.#stubs.made - this.#stubs.open;
    do {
      await this.#stubs.idle();
      await turn(); // for continuations that are about to call, and rejections to be reported
    } while (this.#stubs.open > 0);
    if (this.#unhandled.length > 0) return this.threw(this.#unhandled[0]!.reason);
    const late = this.#stubs.made - answered;
    const { text, size, cut, gaps } = toJson(result, this.#setup.resultChars);
    let line = '{"type":"done"';
    if (text !== undefined) line += `,"result":${stringify(text)}`;
    if (cut) line += `,"size":${size}`;
    if (gaps) line += ',"gaps":true';
    if (late > 0) line += `,"late":${late}`;
    this.#send(`${line}}`);
  }

  #describe(error: unknown): Thrown {
    const thrown = describeThrown(error, textOf);
    const call = typeof error === "object" && error !== null
      ? this.#stubs.callOf(error)
      : undefined;
    if (call !== undefined) thrown.call = call;
    return thrown;
  }

  #end(error: Thrown): void {
    this.#send(`{"type":"throw","error":${thrownJson(error)}}`);
  }

  #send(line: string): void {
    if (this.#over) return;
    this.#ending ??= line;
    this.#over = true;
    try {
      this.#post(this.#ending);
    } catch (error) {
      this.#over = false;
      throw error;
    }
  }
}

/**
 * Calls `main` from the microtask queue, so that no stack holds our frames, and hands over what it
 * returns as it is: the promise that `then` makes would adopt another by calling the program's `then`.
 */
function callFromQueue<A, T>(main: (args: A) => T, args: A, take: (returned: T) => void): void {
  const start = new Promise<A>((resolve) => resolve(args)); // JSON has no `then` that could be called
  const Taker = function (settle: (resolve: (value: T) => void, reject: () => void) => void): void {
    settle(take, () => {});
  };
  defineHidden(start, "constructor", { [species]: Taker });
  promiseThen(start, main);
}
