import { UpstreamError } from "../../api/upstream_error.ts";
import type { Call } from "../../upstream/call_queue.ts";
import type { Policy } from "../../upstream/gateway.ts";
import { AnswerTooLong, CallTimedOut, ConnectionLost, Refusal } from "../../upstream/failures.ts";
import type { McpSession } from "../../upstream/session.ts";
import { NotStarted } from "../../upstream/supervisor.ts";
import { Trouble } from "../../upstream/trouble.ts";

/** The longest reason why a server is not there, in characters. */
const WHY_CHARS = 500;

/** How calls of a server from the user's config are carried out, and what their failures mean. */
export class ConfiguredPolicy implements Policy {
  readonly #server: string;
  readonly #redact: (text: string) => string;
  readonly #tell: (text: string) => void;

  /**
   * @param server its name in the config
   * @param redact takes out of a text what the server was given in confidence
   * @param tell hears what people should know, with paths and processes
   */
  constructor(
    server: string,
    redact: (text: string) => string,
    tell: (text: string) => void,
  ) {
    this.#server = server;
    this.#redact = redact;
    this.#tell = tell;
  }

  /** @returns why a server is not there, for programs: with its last words, which name what it misses */
  whyLost(error: Trouble): string {
    const cause = error instanceof NotStarted ? error.cause : error;
    // Our errors other than ConnectionLost, and what it was that could not be spawned, hold paths.
    const isSpawned = cause instanceof ConnectionLost && !(cause.cause instanceof Trouble);
    return this.#redact(isSpawned ? cause.detail : error.message).slice(0, WHY_CHARS);
  }

  call(session: McpSession, { tool, args, timeoutMs }: Call): Promise<unknown> {
    return session.callTool(tool, args, timeoutMs);
  }

  explain(call: Call, error: unknown): Promise<UpstreamError> {
    return Promise.resolve(this.failure(call, error));
  }

  closed(tool: string): UpstreamError {
    const message = `Cannot call ${this.#server}: code-mode is shutting down`;
    return new UpstreamError("unavailable", message, { server: this.#server, tool });
  }

  /** @returns the error for a server that did not start, or whose tools cannot be listed */
  notUsable(error: unknown): UpstreamError {
    const list = { tool: "tools/list", mutates: false };
    if (error instanceof NotStarted) return this.failure(list, error);
    const server = this.#server;
    const { message } = this.failure(list, error);
    return new UpstreamError("unavailable", `${server} did not list its tools: ${message}`, {
      server,
      tool: list.tool,
      cause: error,
      remedy: `Tell the user: "${server}" did not list its tools; code-mode servers says why`,
    });
  }

  /** @param waitedMs how long a call has waited for the start, in milliseconds */
  stillStarting(waitedMs: number): UpstreamError {
    const server = this.#server;
    const message = `${server} has not started within ${waitedMs / 1_000} s: call it again later`;
    return new UpstreamError("unavailable", message, {
      server,
      tool: "",
      remedy:
        `Tell the user: "${server}" takes long to start, or hangs; code-mode servers says why`,
    });
  }

  /** @returns what a caller gets for `error` */
  failure({ tool, mutates }: Pick<Call, "tool" | "mutates">, error: unknown): UpstreamError {
    const server = this.#server;
    const options = { server, tool, cause: error };
    if (error instanceof UpstreamError) return error;
    if (error instanceof Refusal) return new UpstreamError("failed", error.message, options);
    if (error instanceof NotStarted) {
      const detail = this.#redact(`The server "${server}" did not start: ${error.detail}`);
      this.#tell(detail);
      return new UpstreamError("unavailable", `${server} did not start: ${this.whyLost(error)}`, {
        ...options,
        detail,
        remedy: `Tell the user: "${server}" did not start; code-mode servers says why`,
      });
    }
    if (error instanceof AnswerTooLong) {
      const [has, may] = [error.bytes, error.limit].map((bytes) => (bytes / 2 ** 20).toFixed(1));
      const message = `The answer of ${server}.${tool} has ${has} MB and may have ${may} MB: ` +
        "ask for less" + (mutates ? "; the call was carried out" : "");
      return new UpstreamError(mutates ? "unknown" : "failed", message, options);
    }
    const why = error instanceof ConnectionLost ? this.whyLost(error) : (error as Error).message;
    if (error instanceof ConnectionLost) {
      this.#tell(this.#redact(`The server "${server}" was lost: ${error.detail}`));
    }
    const isLost = error instanceof ConnectionLost || error instanceof CallTimedOut;
    const what = isLost ? why : `its answer could not be used: ${why}`;
    if (!mutates) {
      return new UpstreamError("unavailable", `${server}.${tool} gave no answer: ${what}`, options);
    }
    const message = `Cannot tell whether ${server}.${tool} was carried out: ${what}: ` +
      "look at the data before you repeat the call";
    return new UpstreamError("unknown", message, options);
  }
}
