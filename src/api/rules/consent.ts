/** What the user is asked: whether a program may call some tools. */
export interface Question {
  /** The tools as programs call them; several only before the program runs. */
  readonly tools: readonly string[];
  /** The rules that make this a question. */
  readonly rules: readonly string[];
  /** What the call would be given; left out before the program runs. */
  readonly args?: { readonly value: unknown };
}

/** What the user has said, or why there is no answer. */
export type Answer = "once" | "program" | "restart" | "no" | "late" | "unable";

/** Asks the user, as long as `signal` is not aborted. Never rejects. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;

/** A form that a server wants the user to fill in. */
export interface ServerForm {
  /** The server's name in the config. */
  readonly server: string;
  readonly message: string;
  /** The fields, in JSON Schema. */
  readonly requestedSchema: Readonly<Record<string, unknown>>;
}

/** What the user has made of it. */
export interface FormAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Shows the user a form of a server. Never rejects. */
export type PassOn = (form: ServerForm, signal: AbortSignal) => Promise<FormAnswer>;

/** A call that a rule makes a question. */
export interface Subject {
  readonly server: string;
  readonly tool: string;
  /** As programs call it, e.g. `github.delete_repo`. */
  readonly called: string;
  readonly rule: string;
}

/** Why a call is refused, in words that follow "… needs the user's consent, ". */
export type NoConsent = string;

const WHY: Readonly<Record<Exclude<Answer, "once" | "program" | "restart">, NoConsent>> = {
  no: "and the user said no",
  late: "and the user did not answer in time",
  unable: "and this client cannot ask",
};

/** There is no way to the user. */
export const CANNOT_ASK: NoConsent = WHY.unable;

/**
 * The consents of one program. Questions are asked one after another, and none twice: what was said for
 * the whole program, a no above all, counts for all its calls of that tool.
 */
export class Consent {
  readonly #ask: Ask | undefined;
  readonly #lasting: Set<string>;
  readonly #answers = new Map<string, "yes" | NoConsent>();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param ask asks the user; left out where that cannot be done
   * @param lasting what the user has allowed until the next start, by any program
   * @param passOn shows the user what the servers that it calls ask themselves
   */
  constructor(ask: Ask | undefined, lasting: Set<string>, readonly passOn?: PassOn) {
    this.#ask = ask;
    this.#lasting = lasting;
  }

  /** Whether the user can be asked at all. */
  get canAsk(): boolean {
    return this.#ask !== undefined;
  }

  /**
   * Asks for one call.
   *
   * @param args what it would be given
   * @returns why it is refused; `undefined` when it is allowed
   * @throws the signal's reason when it is aborted
   */
  forCall(subject: Subject, args: unknown, signal: AbortSignal): Promise<NoConsent | undefined> {
    return this.#inTurn([subject], { value: args }, signal);
  }

  /** Asks for all calls of some tools, before a program runs that makes them. */
  forProgram(subjects: readonly Subject[], signal: AbortSignal): Promise<NoConsent | undefined> {
    return this.#inTurn(subjects, undefined, signal);
  }

  #inTurn(
    subjects: readonly Subject[],
    args: Question["args"],
    signal: AbortSignal,
  ): Promise<NoConsent | undefined> {
    if (!this.#ask) return Promise.resolve(CANNOT_ASK);
    const answer = this.#last.then(() => this.#judge(subjects, args, signal));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #judge(
    subjects: readonly Subject[],
    args: Question["args"],
    signal: AbortSignal,
  ): Promise<NoConsent | undefined> {
    signal.throwIfAborted();
    const open = subjects.filter((one) => this.#known(one) !== "yes");
    const refused = open.map((one) => this.#known(one)).find((known) => known !== undefined);
    if (open.length === 0 || refused !== undefined) return refused;
    const question = {
      tools: open.map(({ called }) => called),
      rules: [...new Set(open.map(({ rule }) => rule))],
      ...(args === undefined ? {} : { args }),
    };
    const answer = await this.#ask!(question, signal);
    signal.throwIfAborted();
    if (answer === "once" && args) return undefined;
    const isYes = answer === "once" || answer === "program" || answer === "restart";
    for (const one of open) {
      this.#answers.set(keyOf(one), isYes ? "yes" : WHY[answer]);
      if (answer === "restart") this.#lasting.add(keyOf(one));
    }
    return isYes ? undefined : WHY[answer];
  }

  #known(subject: Subject): "yes" | NoConsent | undefined {
    const key = keyOf(subject);
    return this.#lasting.has(key) ? "yes" : this.#answers.get(key);
  }
}

/** By the rule as well: a consent to a destructive tool is none to carry away what is private. */
function keyOf({ server, tool, rule }: Subject): string {
  return JSON.stringify([server, tool, rule]);
}
