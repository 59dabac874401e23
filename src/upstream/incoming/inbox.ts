import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
import { isRecord } from "../../api/types/schema.ts";
import { fits } from "./json_extent.ts";
import { MESSAGE_LIMITS as LIMITS } from "./limits.ts";

/** The codes of errors that we answer ourselves with, from JSON-RPC's range for implementations. */
export const OWN_CODES = Object.freeze({
  /** The answer was too long to take. */
  tooLong: -32_010,
  /** The answer was none that MCP knows, or nested or divided too much. */
  unusable: -32_011,
});

/** Codes by which the SDK tells us of time-outs and closed connections; servers use some for errors. */
const NOT_A_SERVERS: readonly unknown[] = [-32_000, -32_001, ...Object.values(OWN_CODES)];
const SERVER_ERROR = -32_099;

/** What a message is for us. */
export type Incoming =
  | { readonly kind: "answer" | "question"; readonly message: JSONRPCMessage }
  /** A question that we have no answer to, by its id. */
  | { readonly kind: "unknown"; readonly id: number | string }
  /** The list of tools has changed. */
  | { readonly kind: "changed" }
  /** Neither awaited nor of use. */
  | { readonly kind: "noise" };

const NOISE: Incoming = Object.freeze({ kind: "noise" });
const CHANGED: Incoming = Object.freeze({ kind: "changed" });

/** Questions that a client has answers to. The SDK takes ten times as long to refuse another. */
const ANSWERED: readonly string[] = ["ping", "roots/list", "elicitation/create"];
/** The only notification that we look at. */
const LIST_CHANGED = "notifications/tools/list_changed";

/**
 * Reads what a server sends. It makes messages anew, of what JSON-RPC has in them alone: the SDK drops what
 * has anything more, and its call would wait for ever.
 */
export class Inbox {
  /** The requests that wait for an answer, by their ids, and what ends their wait. */
  readonly #awaited = new Map<number, PromiseWithResolvers<void>>();

  /** Notes what is sent: which answer is awaited, and which is not any more. */
  sent(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) this.#awaited.set(Number(message.id), Promise.withResolvers());
    else if (message.method === "notifications/cancelled") {
      this.#settle(Number(message.params?.requestId));
    }
  }

  /** @returns whether an answer to the request is awaited: it has been sent, and not cancelled */
  awaits(id: number | string): boolean {
    return this.#awaited.has(Number(id));
  }

  /** Resolves when no answer to the request is awaited any more. */
  async settled(id: number | string): Promise<void> {
    await this.#awaited.get(Number(id))?.promise;
  }

  /** @param line what the server wrote, of any content */
  read(line: string): Incoming {
    if (!fits(line, LIMITS)) {
      const why =
        `it has more than ${LIMITS.entries} values, or nests more than ${LIMITS.depth} deep`;
      return this.refuse(idIn(line), OWN_CODES.unusable, why);
    }
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return NOISE; // some servers greet on stdout
    }
    if (typeof message !== "object" || message === null) return NOISE;
    const { id, method, params, result, error } = message as Record<string, unknown>;
    if (typeof method === "string") return question(id, method, params);
    const awaited = typeof id === "string" ? Number(id) : id;
    if (typeof awaited !== "number" || !this.#settle(awaited)) return NOISE;
    const told = isRecord(result) ? { result } : { error: errorOf(error) };
    return { kind: "answer", message: { jsonrpc: "2.0", id: awaited, ...told } };
  }

  /** Answers a request in the server's place; what is not awaited is noise. */
  refuse(id: number | undefined, code: number, message: string, data?: unknown): Incoming {
    if (id === undefined || !this.#settle(id)) return NOISE;
    return { kind: "answer", message: { jsonrpc: "2.0", id, error: { code, message, data } } };
  }

  /** @returns whether an answer to the request was awaited */
  #settle(id: number): boolean {
    this.#awaited.get(id)?.resolve();
    return this.#awaited.delete(id);
  }
}

/**
 * Finds the id of an answer that is not parsed: it stands at one of its ends.
 *
 * @param head the beginning of the line
 * @param tail its end
 */
export function idIn(head: string, tail: string = head.slice(-100)): number | undefined {
  const id = /^\{"jsonrpc":\s*"2\.0",\s*"id":\s*(\d+)/.exec(head)?.[1] ??
    /"id":\s*(\d+)\s*\}\s*$/.exec(tail)?.[1];
  return id === undefined ? undefined : Number(id);
}

function question(id: unknown, method: string, params: unknown): Incoming {
  if (typeof id !== "number" && typeof id !== "string") {
    return method === LIST_CHANGED ? CHANGED : NOISE;
  }
  if (typeof id === "string" && id.length > LIMITS.idChars) return NOISE;
  if (!ANSWERED.includes(method)) return { kind: "unknown", id };
  const message = { jsonrpc: "2.0", id, method, ...(isRecord(params) ? { params } : {}) } as const;
  return { kind: "question", message };
}

function errorOf(error: unknown): { code: number; message: string } {
  const { code, message } = isRecord(error) ? error : {};
  if (typeof message !== "string") {
    return { code: OWN_CODES.unusable, message: "it is neither a result nor an error" };
  }
  const isTaken = Number.isSafeInteger(code) && !NOT_A_SERVERS.includes(code);
  const { errorChars } = LIMITS;
  return {
    code: isTaken ? code as number : SERVER_ERROR,
    message: message.length <= errorChars ? message : `${message.slice(0, errorChars - 1)}…`,
  };
}
