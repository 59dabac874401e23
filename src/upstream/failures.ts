import { Trouble } from "./trouble.ts";

/** The connection was lost, or the time-out passed, before a call was answered. */
export class ConnectionLost extends Trouble {
  override readonly name = "ConnectionLost";
}

/** The server answered, and the answer is no; or it was not asked, because it would not answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The answer is longer than we take. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
  /** Both in bytes. */
  constructor(readonly bytes: number, readonly limit: number) {
    super(`The answer has ${bytes} bytes, which is more than ${limit}`);
  }
}

/** The answer is none that MCP knows, or nested or divided too much to be looked at. */
export class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";
}

/** The time-out of a call passed. The process goes on: it may still carry the call out. */
export class CallTimedOut extends Error {
  override readonly name = "CallTimedOut";
  constructor(readonly timeoutMs: number) {
    super(`it did not answer within ${timeoutMs / 1000} s`);
  }
}
