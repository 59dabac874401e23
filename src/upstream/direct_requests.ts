// @ts-types="@modelcontextprotocol/sdk/types"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
// @ts-types="@modelcontextprotocol/sdk/types"
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";

/** The SDK's client counts its own requests from 0. */
const FIRST_ID = 2 ** 32;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

/** Of a message that may be anything. */
interface Answer {
  id?: unknown;
  method?: unknown;
  error?: { code?: unknown; message?: unknown; data?: unknown } | null;
  result?: unknown;
}

/**
 * Requests beside those of the SDK's client, on the same connection. Its client checks every answer
 * against schemas of the whole protocol, which is a tenth of what a small call takes; it goes on to do
 * everything else.
 */
export class DirectRequests {
  readonly #pending = new Map<number, Pending>();
  #nextId = FIRST_ID;

  /** @param send puts a message on the connection */
  constructor(readonly send: (message: JSONRPCMessage) => Promise<void>) {}

  /**
   * @param timeoutMs longest wait for the answer, in milliseconds
   * @returns the answer's result, which nobody has checked
   * @throws {McpError} what the server answered; or that it took too long, or that the connection closed
   * @throws what `send` throws
   */
  request(method: string, params: Record<string, unknown>, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const fail = (error: Error) => this.#take(id)?.reject(error);
      const timer = setTimeout(
        () => fail(McpError.fromError(ErrorCode.RequestTimeout, "Request timed out")),
        timeoutMs,
      );
      this.#pending.set(id, { resolve, reject, timer });
      this.send({ jsonrpc: "2.0", id, method, params }).catch(fail);
    });
  }

  /** Takes whatever the server has sent. @returns whether it was the answer to a request of ours. */
  receive(message: unknown): boolean {
    const { id, method, error, result } = (message ?? {}) as Answer;
    if (typeof id !== "number" || id < FIRST_ID || method !== undefined) return false;
    const pending = this.#take(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(McpError.fromError(Number(error?.code), `${error?.message}`, error?.data));
    return true;
  }

  /** The connection is closed: no answer comes any more. */
  close(): void {
    const error = McpError.fromError(ErrorCode.ConnectionClosed, "Connection closed");
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.timer);
    this.#pending.delete(id);
    return pending;
  }
}
