import { apiOf, type Method } from "../../../src/api/method.ts";
import { CallBudget } from "../../../src/executor/call_budget.ts";
import { type Caller, Calls, type Gate } from "../../../src/executor/calls.ts";

/** A call that has reached its method. */
export interface Forwarded {
  method: string;
  input: unknown;
  signal: AbortSignal;
  answer: (value?: unknown) => void;
  fail: (error: unknown) => void;
}

export interface CallBenchSetting {
  /** Calls that may be made, and open at a time. */
  calls?: number;
  inFlight?: number;
  /** Longest answer, in characters of JSON. */
  replyChars?: number;
  /** What open calls may weigh, in bytes. */
  bytes?: number;
  /** How long an answer of `data.read` may be, as it says. */
  answerChars?: number;
  /** Asked before the first call that changes something. */
  gate?: Gate;
}

/** The calls of one submission, with a sandbox and two methods that do what a test has them do. */
export class CallBench implements Caller {
  readonly calls: Calls;
  readonly budget: CallBudget;
  readonly forwarded: Forwarded[] = [];
  /** The messages that the sandbox has got. */
  // deno-lint-ignore no-explicit-any -- compared, not used
  readonly sent: any[] = [];
  /** What the sandbox has not taken yet keeps answers back. */
  full = false;
  draining = Promise.resolve();
  taking = Promise.withResolvers<void>();
  #lastId = 0;

  constructor(setting: CallBenchSetting = {}) {
    const { calls = 1_000, inFlight = 64, replyChars = 1_000, bytes = 1e6 } = setting;
    const method = (name: string, mutates: boolean, answerChars?: number): Method => ({
      namespace: "data",
      name,
      mutates,
      ...(answerChars === undefined ? {} : { answerChars: () => answerChars }),
      parse: ([input]) => {
        if (input === "bad") throw new TypeError("Cannot take it");
        return `parsed ${input}`;
      },
      forward: (input, signal) =>
        new Promise((answer, fail) => {
          this.forwarded.push({ method: name, input, signal, answer, fail });
        }),
    });
    const api = apiOf([
      method("read", false, setting.answerChars),
      method("write", true),
      { ...method("leftOut", true), leftOut: "no reason" },
    ]);
    this.budget = new CallBudget(bytes, 1);
    this.calls = new Calls(
      api,
      { calls, inFlight, replyChars },
      this,
      this.budget.open(),
      setting.gate,
    );
  }

  /** Makes the next call; its message has `chars` characters. */
  call(method: string, args: unknown[] = ["x"], chars = 100): void {
    const id = this.#lastId + 1;
    this.calls.receive({ type: "call", id, method: `data.${method}`, args }, chars);
    this.#lastId = id;
  }

  sendText(line: string): void {
    this.sent.push(JSON.parse(line));
  }

  drained(): Promise<void> {
    return this.draining;
  }

  taken(): Promise<void> {
    return this.taking.promise;
  }

  /** The methods that calls have reached. */
  get methods(): string[] {
    return this.forwarded.map(({ method }) => method);
  }
}
