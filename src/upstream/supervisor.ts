import { McpSession, type SessionLimits } from "./session.ts";
import type { SessionHooks } from "./session_hooks.ts";
import { detailOf, Trouble } from "./trouble.ts";

/** There is no server to send a call to. */
export class NotStarted extends Trouble {
  override readonly name = "NotStarted";
}

/** First and longest pause before a server that keeps failing is started again, in milliseconds. */
const BACK_OFF_MS = { first: 200, longest: 2_000 };

/** Keeps one server running: starts it when it is asked for, and again after a crash. */
export class Supervisor {
  /** The one that runs or is about to; callers that ask meanwhile get the same. */
  #current: Promise<McpSession> | undefined;
  #session: McpSession | undefined;
  #failures = 0;
  #notBefore = 0;
  #lastError: NotStarted | undefined;
  #retired = false;

  /** @param name what a trace calls the server. */
  constructor(
    readonly spawn: () => Deno.ChildProcess | Promise<Deno.ChildProcess>,
    readonly limits: SessionLimits,
    readonly name = "server",
    readonly hooks: SessionHooks = {},
  ) {}

  /**
   * @returns a session that can be called, after a pause if the last ones crashed unused.
   * @throws {NotStarted} when it can't be started; at once while a failed start is recent, so that
   * a queue of calls doesn't wait one start each.
   */
  async session(): Promise<McpSession> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const current = this.#current ??= this.#start().catch((error) => {
        this.#current = undefined;
        throw error;
      });
      const session = await current;
      if (session.alive) return session;
      // Two of them on one file would undo each other's writes.
      await session.gone;
      if (this.#current === current) this.#crashed(session);
    }
    throw new NotStarted("it ended as soon as it had started");
  }

  /** From now on nothing is started, not even to replace what crashes. */
  retire(): void {
    this.#retired = true;
  }

  /** Ends the process for now: the next call starts another. */
  async rest(): Promise<void> {
    const session = this.#session;
    if (!session?.alive) return;
    this.#current = undefined;
    await session.close();
  }

  /** Ends the process, also one that is still starting. */
  async close(): Promise<void> {
    this.retire();
    await this.#session?.close();
  }

  async #start(): Promise<McpSession> {
    const pause = this.#notBefore - Date.now();
    if (pause > 0 && this.#lastError) throw this.#lastError;
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if (this.#retired) throw new NotStarted("this server is shutting down");
    try {
      this.#session = new McpSession(this.spawn, this.limits, this.name, this.hooks);
      await this.#session.opened;
    } catch (error) {
      this.#backOff();
      const detail = detailOf(error);
      this.#lastError = new NotStarted((error as Error).message, { detail, cause: error });
      throw this.#lastError;
    }
    this.#lastError = undefined;
    return this.#session;
  }

  #crashed(session: McpSession): void {
    this.#current = undefined;
    // One that worked is started again at once; one that died unused would only die again.
    if (session.answered) this.#failures = 0;
    else this.#backOff();
  }

  #backOff(): void {
    const { first, longest } = BACK_OFF_MS;
    this.#notBefore = Date.now() + Math.min(longest, first * 2 ** this.#failures++);
  }
}
