import type { SandboxSetup, Thrown } from "../rpc/protocol.ts";
import { compileSubmission } from "./compile.ts";
import type { Stubs } from "./stubs.ts";
import { describeThrown, thrownJson } from "./values/thrown.ts";
import { toJson } from "./values/to_json.ts";
import { turn } from "./turn.ts";

const { stringify } = JSON;
const NativePromise = Promise;
const inspectValue = Deno.inspect;
const inspect = (value: unknown) => inspectValue(value, { depth: 4, colors: false });

/** The run of one submission, from its text to the message that ends it. */
export class Submission {
  #setup: SandboxSetup;
  #stubs: Stubs;
  #post: (line: string) => void;
  #over = false;
  /** Rejections that nobody has handled so far, the oldest first. */
  #unhandled: { promise: Promise<unknown>; reason: unknown }[] = [];

  /** @param post sends the message that ends it, after everything that came before */
  constructor(setup: SandboxSetup, stubs: Stubs, post: (line: string) => void) {
    this.#setup = setup;
    this.#stubs = stubs;
    this.#post = post;
  }

  run(code: string): void {
    let main: () => Promise<unknown>;
    try {
      main = compileSubmission(code);
    } catch (error) {
      return this.#end({ ...this.#describe(error), load: true });
    }
    // Called by the microtask queue rather than from here, so that no stack holds a frame of ours.
    const value = NativePromise.resolve().then(main);
    value.then(() => this.#settled(value), (error) => this.threw(error));
  }

  /** Something was thrown that nobody can catch any more. */
  threw(error: unknown): void {
    this.#end(this.#describe(error));
  }

  unhandled(promise: Promise<unknown>, reason: unknown): void {
    this.#unhandled[this.#unhandled.length] = { promise, reason };
  }

  handled(promise: Promise<unknown>): void {
    const left: { promise: Promise<unknown>; reason: unknown }[] = [];
    for (let i = 0; i < this.#unhandled.length; i++) {
      const one = this.#unhandled[i]!;
      if (one.promise !== promise) left[left.length] = one;
    }
    this.#unhandled = left;
  }

  /** Waits for the calls that are still open and those that they lead to; only then it is done. */
  async #settled(value: Promise<unknown>): Promise<void> {
    const result = await value;
    do {
      await this.#stubs.idle();
      await turn(); // for continuations that are about to call, and rejections to be told
    } while (this.#stubs.open > 0);
    if (this.#unhandled.length > 0) return this.threw(this.#unhandled[0]!.reason);
    const { text, size, cut } = toJson(result, this.#setup.resultChars);
    const json = text === undefined ? "" : `,"result":${stringify(text)}`;
    this.#send(`{"type":"done"${json}${cut ? `,"size":${size}` : ""}}`);
  }

  #describe(error: unknown): Thrown {
    const thrown = describeThrown(error, inspect);
    const call = typeof error === "object" && error !== null
      ? this.#stubs.callOf(error)
      : undefined;
    return call === undefined ? thrown : { ...thrown, call };
  }

  #end(error: Thrown): void {
    this.#send(`{"type":"throw","error":${thrownJson(error)}}`);
  }

  #send(line: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#post(line);
  }
}
