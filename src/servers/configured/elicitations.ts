import type { FormAnswer, PassOn, ServerForm } from "../../api/rules/consent.ts";

/** What a server may ask during one call: a person who is asked more has long stopped reading. */
const MOST = 10;

interface OpenCall {
  readonly passOn: PassOn;
  readonly signal: AbortSignal;
  asked: number;
}

/** The questions of one server to the user: the newest open call passes them on, one after another. */
export class Elicitations {
  readonly #server: string;
  readonly #open: OpenCall[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** @param server its name in the config */
  constructor(server: string) {
    this.#server = server;
  }

  /** @returns what `call` resolves to; the server may ask meanwhile */
  async during<T>(passOn: PassOn, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const open: OpenCall = { passOn, signal, asked: 0 };
    this.#open.push(open);
    try {
      return await call();
    } finally {
      this.#open.splice(this.#open.indexOf(open), 1);
    }
  }

  /** Answers a question of the server. @param signal aborted when the server is gone */
  answer(
    form: Omit<ServerForm, "server">,
    signal: AbortSignal,
  ): Promise<FormAnswer> {
    const answer = this.#last.then(async (): Promise<FormAnswer> => {
      const call = this.#open.at(-1);
      if (!call || ++call.asked > MOST) return { action: "decline" };
      const until = AbortSignal.any([signal, call.signal]);
      return await call.passOn({ server: this.#server, ...form }, until);
    });
    this.#last = answer;
    return answer;
  }
}
