import { McpSession, type SessionLimits } from "./mcp_session.ts";

/** There is no server to send a call to. */
export class NotStarted extends Error {
  override readonly name = "NotStarted";
}

/** First and longest pause before a server that keeps failing is started again, in milliseconds. */
const BACK_OFF_MS = { first: 200, longest: 2_000 };

/** Keeps one server running: starts it when it is asked for, and again after a crash. */
export class Supervisor {
  #session: McpSession | undefined;
  #failures = 0;
  #notBefore = 0;
  #lastError: NotStarted | undefined;
  #closed = false;

  constructor(readonly spawn: () => Deno.ChildProcess, readonly limits: SessionLimits) {}

  /**
   * @returns a session that can be called, after a pause if the last ones crashed unused.
   * @throws {NotStarted} when it can't be started; at once while a failed start is recent, so that
   * a queue of calls doesn't wait one start each.
   */
  async session(): Promise<McpSession> {
    if (!this.#session?.alive) {
      if (this.#session) this.#crashed(this.#session);
      const pause = this.#notBefore - Date.now();
      if (pause > 0 && this.#lastError) throw this.#lastError;
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.#closed) throw new NotStarted("this server is shutting down");
      this.#session = new McpSession(this.spawn, this.limits);
    }
    const session = this.#session;
    try {
      await session.opened;
      this.#lastError = undefined;
      return session;
    } catch (error) {
      const notStarted = new NotStarted((error as Error).message, { cause: error });
      if (this.#session === session) {
        this.#session = undefined;
        this.#lastError = notStarted;
        this.#backOff();
      }
      throw notStarted;
    }
  }

  /** Ends the process, also one that is still starting. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#session?.close();
  }

  #crashed(session: McpSession): void {
    this.#session = undefined;
    // One that worked is started again at once; one that died unused would only die again.
    if (session.answered) this.#failures = 0;
    else this.#backOff();
  }

  #backOff(): void {
    const { first, longest } = BACK_OFF_MS;
    this.#notBefore = Date.now() + Math.min(longest, first * 2 ** this.#failures++);
  }
}
