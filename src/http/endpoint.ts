// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/shared/transport"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Principal } from "../auth/principal.ts";
import { CODES, refusal } from "./answers.ts";
import { Busy } from "./busy.ts";
import { KEEP_ALIVE_MS } from "./limits.ts";
import { readBody, type Unread } from "./read_body.ts";
import { isSessionOf, newSession } from "./soft_session.ts";

/** An MCP server that answers one request. */
export interface RequestServer {
  connect(transport: Transport): Promise<void>;
  /** Ends it: what it is doing is taken back. */
  close(): Promise<void>;
}

/** Whose request it is. */
export interface Caller {
  readonly principal: Principal;
  /** The name that the client puts on its requests; left out where it has none. */
  readonly session?: string;
  /** The client, as it names itself in a header. */
  readonly client: string;
}

/** Makes the server for one request. @throws {Busy} when it may not be answered now */
export type Serve = (caller: Caller) => Promise<RequestServer>;

/** A message of JSON-RPC, as far as it has been looked at. */
interface Message {
  readonly method?: unknown;
  readonly id?: unknown;
  readonly params?: { readonly requestId?: unknown };
}

const NO_MESSAGE = "Invalid request: send one message of JSON-RPC 2.0, an object";

const SESSION = "mcp-session-id";

const WHY_UNREAD: Readonly<Record<Unread, readonly [status: number, message: string]>> = {
  "too long": [413, "The body is longer than 2 MiB: send a shorter program"],
  "too slow": [408, "The body did not arrive within 30 s"],
  "broken": [400, "The body is no UTF-8, or was cut off"],
};

/**
 * MCP over POST, without state: each request has a server and a transport of its own, so that no answer can reach
 * another client. A client that closes the stream takes its request back.
 */
export class Endpoint {
  readonly #serve: Serve;
  /** What ends a request that is under way, by credential, session and id. */
  readonly #open = new Map<string, () => void>();

  constructor(serve: Serve) {
    this.#serve = serve;
  }

  /**
   * Answers a POST.
   *
   * @param gone settles when the answer was sent, or cannot be any more
   */
  async post(request: Request, principal: Principal, gone: Promise<unknown>): Promise<Response> {
    const read = await this.#read(request);
    if (read instanceof Response) return read;
    const { message } = read;
    const { credential } = principal;
    const isStart = message.method === "initialize";
    const session = isStart ? newSession(credential) : request.headers.get(SESSION) ?? undefined;
    if (session !== undefined && !isSessionOf(session, credential)) {
      return refusal(404, CODES.sessionNotFound, "Session not found: initialize again");
    }
    const id = message.id;
    if (typeof message.method !== "string" || id === undefined) {
      if (!isMessage(message)) return refusal(400, CODES.invalidRequest, NO_MESSAGE);
      this.#takeBack(message, credential, session);
      return new Response(null, { status: 202 });
    }
    const caller = {
      principal,
      client: request.headers.get("user-agent") ?? "unknown",
      ...(session === undefined ? {} : { session }),
    };
    const response = await this.#answer(request, message, caller, gone);
    if (isStart && session !== undefined && response.ok) response.headers.set(SESSION, session);
    return response;
  }

  async #read(request: Request): Promise<{ message: Message } | Response> {
    const body = await readBody(request);
    if ("unread" in body) {
      const [status, message] = WHY_UNREAD[body.unread];
      return refusal(status, CODES.refused, message, { connection: "close" });
    }
    let message: unknown;
    try {
      message = JSON.parse(body.text);
    } catch {
      return refusal(400, CODES.parse, "Parse error: the body is not JSON");
    }
    if (typeof message === "object" && message !== null && !Array.isArray(message)) {
      return { message };
    }
    // A hundred programs in one request would wait for each other, or pass by the limit of requests.
    return refusal(400, CODES.invalidRequest, NO_MESSAGE);
  }

  async #answer(
    request: Request,
    message: Message,
    caller: Caller,
    gone: Promise<unknown>,
  ): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      // Progress needs a stream, and so does the news that the client has gone.
      enableJsonResponse: message.method !== "tools/call",
      keepAliveMs: KEEP_ALIVE_MS,
    });
    const key = keyOf(caller.principal.credential, caller.session, message.id);
    let server: RequestServer | undefined;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      if (this.#open.get(key) === end) this.#open.delete(key);
      server?.close().catch(() => {}); // it holds nothing but this request
    };
    if (caller.session !== undefined) this.#open.set(key, end);
    gone.then(end, end);
    try {
      server = await this.#serve(caller);
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
      const headers = { "retry-after": String(error.seconds) };
      return refusal(429, CODES.refused, error.message, headers);
    }
    if (isOver) { // there was nothing yet that could be ended
      await server.close();
      return new Response(null, { status: 204 });
    }
    await server.connect(transport as Transport);
    return await transport.handleRequest(request, { parsedBody: message });
  }

  /** A stateless server has another instance for the notification that takes a request back. */
  #takeBack({ method, params }: Message, credential: string, session: string | undefined): void {
    if (method !== "notifications/cancelled" || session === undefined) return;
    this.#open.get(keyOf(credential, session, params?.requestId))?.();
  }
}

/** Of a request the transport judges that. */
function isMessage(message: Message): boolean {
  return JSONRPCMessageSchema.safeParse(message).success;
}

function keyOf(credential: string, session: string | undefined, id: unknown): string {
  return JSON.stringify([
    credential,
    session,
    typeof id === "number" || typeof id === "string" ? id : null,
  ]);
}
