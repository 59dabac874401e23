import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  ElicitRequestSchema,
  type ElicitResult,
  ErrorCode,
  ListRootsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import type { z } from "zod";
import { Clock } from "../process/clock.ts";
import { VERSION } from "../process/version.ts";
import { OWN_CODES } from "./incoming/inbox.ts";
import { Anything, Result } from "./incoming/schemas.ts";
import { ProcessTransport, RequestTooLong } from "./stdio.ts";
import {
  AnswerTooLong,
  CallTimedOut,
  ConnectionLost,
  Refusal,
  UnusableAnswer,
} from "./failures.ts";
import type { Root, SessionHooks } from "./session_hooks.ts";
import { parseOrKeep } from "./parse_or_keep.ts";
import { detailOf, Trouble } from "./trouble.ts";

/** A process that does not answer a ping in this time, in milliseconds, after a call timed out, is hung. */
const PING_MS = 5_000;

/** The longest time-out that there is, in milliseconds: ours stands still while the user is asked. */
const NEVER_MS = 2 ** 31 - 1;

/** How long servers take to look at the folders that we name, in milliseconds: none tells when it has. */
const ROOTS_MS = 50;

export interface SessionLimits {
  /** Until the process has answered `initialize`, in milliseconds. */
  readonly startMs: number;
  /** Until a call is answered, in milliseconds; the process counts as hung afterwards. */
  readonly callMs: number;
  /** The longest answer that is taken, in bytes as it is sent. */
  readonly answerBytes: number;
}

/** One MCP server in one process, from its start to its end. */
export class McpSession {
  /** Settles when the server has answered `initialize` or could not be started. */
  readonly opened: Promise<void>;
  /** Whether it has answered a call: what crashes before that would crash again at once. */
  answered = false;
  #alive = true;
  #rootsTaken: Promise<void> | undefined;
  /** Stands still while the user is asked. */
  readonly #clock = new Clock();
  readonly #transport: ProcessTransport;
  readonly #limits: SessionLimits;
  /** Lists no tools: the SDK would generate code to check answers by their schemas, as a binary may not. */
  readonly #client: Client;

  /** @param name what a trace calls the server. */
  constructor(
    spawn: () => Deno.ChildProcess | Promise<Deno.ChildProcess>,
    limits: SessionLimits,
    name = "server",
    { roots, onToolsChanged, elicit }: SessionHooks = {},
  ) {
    this.#limits = limits;
    const capabilities = {
      ...(roots ? { roots: {} } : {}),
      ...(elicit ? { elicitation: {} } : {}),
    };
    this.#client = new Client({ name: "code-mode", version: VERSION }, { capabilities });
    if (roots) {
      // A server that keeps asking must not have us keep asking the client.
      let asked: Promise<readonly Root[]> | undefined;
      const answer = async () => {
        asked ??= roots().finally(() => asked = undefined);
        this.#rootsTaken = asked.catch(() => {}).then(() =>
          new Promise((resolve) => setTimeout(resolve, ROOTS_MS))
        );
        return { roots: [...await asked] };
      };
      this.#client.setRequestHandler(ListRootsRequestSchema, answer);
    }
    if (elicit) {
      this.#client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => {
        if (params.mode === "url") return { action: "decline" };
        // The server waits for a person: its calls are not late.
        using _pause = this.#clock.pause();
        return await elicit(params, signal) as ElicitResult;
      });
    }
    this.#transport = new ProcessTransport(spawn, limits.answerBytes, name);
    if (onToolsChanged) this.#transport.onToolsChanged = onToolsChanged;
    this.opened = this.#open();
  }

  /** Whether calls can be sent. */
  get alive(): boolean {
    return this.#alive && this.#transport.ending === undefined;
  }

  get pid(): number | undefined {
    return this.#transport.pid;
  }

  /** Resolves when the process is gone and can't write any more. */
  get gone(): Promise<void> {
    return this.#transport.gone;
  }

  /**
   * @param tool the tool's name, which is not checked against a list.
   * @param args its arguments.
   * @returns the structured content, or the JSON in the text where a server sends text only.
   * @throws {Refusal} with the server's own words.
   * @throws {AnswerTooLong} when the answer is over the limit.
   * @throws {ConnectionLost} when there is no answer; the process is gone by then.
   */
  async call(tool: string, args: Record<string, unknown>): Promise<unknown> {
    const request = { method: "tools/call", params: { name: tool, arguments: args } } as const;
    const result = await this.#request(request, Result);
    this.answered = true;
    const text = result.content?.find((item) => item.type === "text")?.text ?? "";
    if (result.isError) throw new Refusal(text || "The server gave no reason");
    return result.structuredContent ?? parseOrKeep(text);
  }

  /** Resolves when the server has had time for the folders that it has asked for, if it has. */
  get rootsTaken(): Promise<void> | undefined {
    return this.#rootsTaken;
  }

  /** How its tools are used, in the server's words. */
  get instructions(): string | undefined {
    return this.#client.getInstructions();
  }

  /** Whether the server has said that it has tools. */
  get hasTools(): boolean {
    return this.#client.getServerCapabilities()?.tools !== undefined;
  }

  /**
   * Asks for a page of the list of tools.
   *
   * @param cursor where the page starts, as the page before says
   * @returns the page, of any shape
   * @throws {Refusal | AnswerTooLong | UnusableAnswer | ConnectionLost}
   */
  listTools(cursor?: string): Promise<unknown> {
    const params = cursor === undefined ? {} : { cursor };
    return this.#request({ method: "tools/list", params }, Anything);
  }

  /**
   * Calls a tool whose answer is read elsewhere.
   *
   * @param timeoutMs until it must have answered, in milliseconds
   * @returns the result as the server sent it, of any shape
   * @throws {Refusal | AnswerTooLong | UnusableAnswer | ConnectionLost} as `call` does
   * @throws {CallTimedOut} in which case the server has been asked to cancel the call
   */
  async callTool(
    tool: string,
    args: Record<string, unknown>,
    timeoutMs: number = this.#limits.callMs,
  ): Promise<unknown> {
    const request = { method: "tools/call", params: { name: tool, arguments: args } } as const;
    const late = new AbortController();
    using _deadline = this.#clock.deadline(timeoutMs, () => late.abort());
    const options = { signal: late.signal, timeout: NEVER_MS };
    try {
      const result = await this.#client.request(request, Anything, options);
      this.answered = true;
      return result;
    } catch (error) {
      if (late.signal.aborted && this.alive) {
        this.#endIfHung();
        throw new CallTimedOut(timeoutMs);
      }
      throw await this.#explain(error as Error & { code?: number });
    }
  }

  /** A slow call concerns itself alone; a process that is hung concerns all that follow. */
  #endIfHung(): void {
    const fault = `it did not answer a ping within ${PING_MS / 1_000} s after a call had timed out`;
    this.#client.ping({ timeout: PING_MS }).catch((error: McpError) => {
      // Also a server that knows no ping has answered.
      if (error.code === ErrorCode.RequestTimeout) return this.#transport.kill(fault);
    });
  }

  /** Closes its stdin, and kills it when it doesn't end by itself. */
  close(): Promise<void> {
    this.#alive = false;
    return this.#transport.close();
  }

  async #open(): Promise<void> {
    try {
      await this.#client.connect(this.#transport, { timeout: this.#limits.startMs });
    } catch (error) {
      throw await this.#lost(error as Error, this.#limits.startMs);
    }
  }

  /** @throws what `#explain` makes of an error */
  async #request<S extends z.ZodType>(
    request: Parameters<Client["request"]>[0],
    schema: S,
  ): Promise<z.infer<S>> {
    try {
      return await this.#client.request(request, schema, { timeout: this.#limits.callMs });
    } catch (error) {
      throw await this.#explain(error as Error & { code?: number });
    }
  }

  #explain(error: Error & { code?: unknown; data?: unknown }): Error | Promise<Error> {
    if (error.code === OWN_CODES.tooLong) {
      return new AnswerTooLong((error.data as { length: number }).length, this.#limits.answerBytes);
    }
    if (error.code === OWN_CODES.unusable) {
      return new UnusableAnswer(error.message.replace(/^MCP error -\d+: /, ""));
    }
    const answered = error instanceof McpError && error.code !== ErrorCode.RequestTimeout &&
      error.code !== ErrorCode.ConnectionClosed;
    if (answered || error instanceof RequestTooLong) {
      return new Refusal(error.message, { cause: error });
    }
    return this.#lost(error, this.#limits.callMs);
  }

  /** Ends the process: it may still carry a call out, and nothing else may be written before that. */
  async #lost(cause: Error & { code?: unknown }, timeout: number): Promise<ConnectionLost> {
    this.#alive = false;
    const { ending, lastWords } = this.#transport;
    const { fault } = this.#transport;
    await this.#transport.kill();
    if (fault !== undefined) return new ConnectionLost(fault, { cause });
    if (cause.code === ErrorCode.RequestTimeout) {
      return new ConnectionLost(`it did not answer within ${timeout / 1000} s`, { cause });
    }
    if (ending === undefined) {
      // Deno's words of a program that it can't start name the program.
      const isTrouble = cause instanceof Trouble;
      const message = this.#transport.pid !== undefined || isTrouble
        ? cause.message
        : "it cannot be started";
      return new ConnectionLost(message, { detail: detailOf(cause), cause });
    }
    // What it said is for people: it may have spoken of anything on their machine.
    const said = lastWords ? `; the last that it said was "${lastWords}"` : "";
    return new ConnectionLost(ending, { detail: ending + said, cause });
  }
}
