import { type ConnectionLost, McpSession, type SessionLimits } from "./mcp_session.ts";

/** First and longest pause before a server that keeps failing is started again, in milliseconds. */
const BACK_OFF_MS = { first: 200, longest: 5_000 };

/** Keeps one server running: starts it when it is asked for, and again after a crash. */
export class Supervisor {
  #session: McpSession | undefined;
  #failures = 0;
  #notBefore = 0;
  #lastError: ConnectionLost | undefined;

  constructor(readonly spawn: () => Deno.ChildProcess, readonly limits: SessionLimits) {}

  /**
   * @returns a session that can be called, after a pause if the last ones crashed unused.
   * @throws {ConnectionLost} when it can't be started; at once while a failed start is recent, so that
   * a queue of calls doesn't wait one start each.
   */
  async session(): Promise<McpSession> {
    if (!this.#session?.alive) {
      if (this.#session) this.#crashed(this.#session);
      const pause = this.#notBefore - Date.now();
      if (pause > 0 && this.#lastError) throw this.#lastError;
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      this.#session = new McpSession(this.spawn, this.limits);
    }
    const session = this.#session;
    try {
      await session.opened;
      this.#lastError = undefined;
    } catch (error) {
      if (this.#session === session) {
        this.#session = undefined;
        this.#lastError = error as ConnectionLost;
        this.#backOff();
      }
      throw error;
    }
    return session;
  }

  /** Ends the process, also one that is still starting. */
  async close(): Promise<void> {
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
