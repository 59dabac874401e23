// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { Authenticator, Principal } from "../../../src/auth/principal.ts";
import type { Caller } from "../../../src/http/endpoint.ts";
import { HttpServer, type HttpServerOptions } from "../../../src/http/http_server.ts";
import { LOOPBACK_HOSTS } from "../../../src/http/gatekeeper.ts";

export const HEADERS = {
  "content-type": "application/json",
  "accept": "application/json, text/event-stream",
};

/** The HTTP server with tools that show what it does with requests. */
export class HttpBench implements AsyncDisposable {
  readonly server: HttpServer;
  /** Who called, in the order in which servers were made. */
  readonly callers: Caller[] = [];
  /** What became of each call of `wait`. */
  readonly ends: string[] = [];
  /** Servers that are not closed. */
  open = 0;
  readonly said: string[] = [];

  constructor(options: Partial<HttpServerOptions> = {}) {
    this.server = new HttpServer({
      hostname: "127.0.0.1",
      port: 0,
      hosts: LOOPBACK_HOSTS,
      origins: [],
      open: ANYBODY,
      serve: (caller) => Promise.resolve(this.serverFor(caller)),
      tell: (about, said) => this.said.push(`${about}: ${said}`),
      ...options,
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.address.port}/mcp`;
  }

  serverFor(caller: Caller) {
    this.callers.push(caller);
    this.open++;
    const server = new McpServer({ name: "test", version: "1" });
    server.registerTool("who", {}, () => text(caller.principal.tenant));
    server.registerTool("wait", { inputSchema: { ms: z.number() } }, async ({ ms }, extra) => {
      const { signal, sendNotification, _meta } = extra;
      const progressToken = _meta?.progressToken;
      if (progressToken !== undefined) {
        const params = { progressToken, progress: 1, message: "waiting" };
        await sendNotification({ method: "notifications/progress", params });
      }
      const end = await new Promise<string>((resolve) => {
        const timer = setTimeout(() => resolve("waited"), ms);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve("taken back");
        });
      });
      this.ends.push(end);
      return text(end);
    });
    return {
      connect: server.connect.bind(server),
      close: async () => {
        this.open--;
        await server.close();
      },
    };
  }

  /** Sends one message. */
  post(message: unknown, init: RequestInit = {}): Promise<Response> {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    return fetch(this.url, {
      method: "POST",
      body,
      ...init,
      headers: { ...HEADERS, ...init.headers },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.drain();
  }
}

export const ANYBODY: Principal = { tenant: "anybody", credential: "none", policy: {} };

/** Knows tokens by a table. */
export function knows(tenants: Record<string, string>): Authenticator {
  return {
    authenticate: (authorization) => {
      if (authorization === null) return Promise.resolve({ type: "missing" as const });
      const token = authorization.replace("Bearer ", "");
      const tenant = tenants[token];
      return Promise.resolve(
        tenant === undefined
          ? { type: "refused" as const, why: "This token is not known" }
          : { type: "known" as const, principal: { tenant, credential: token, policy: {} } },
      );
    },
  };
}

/** A request of JSON-RPC for a tool. */
export function call(id: number | string, name: string, args: Record<string, unknown> = {}) {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } };
}

/** A request that begins a session. */
export const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

/** @returns the messages of an answer, as JSON or as a stream */
// deno-lint-ignore no-explicit-any -- whatever was answered
export async function messagesOf(response: Response): Promise<any[]> {
  const body = await response.text();
  if (response.headers.get("content-type")?.includes("json")) return [JSON.parse(body)];
  return body.split("\n").filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)));
}

function text(text: string) {
  return { content: [{ type: "text" as const, text }] };
}
