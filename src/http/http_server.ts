import type { Authenticator, Principal, Verdict } from "../auth/principal.ts";
import { CODES, refusal } from "./answers.ts";
import { Endpoint, type Serve } from "./endpoint.ts";
import { Gatekeeper, type GatekeeperOptions } from "./gatekeeper.ts";

export interface HttpServerOptions extends GatekeeperOptions {
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Certificate and key, as PEM; left out where a proxy in front has them. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Knows who may come in; without one all requests are those of `open`. */
  readonly authenticator?: Authenticator;
  /** Whose requests all are where no credential is asked for. */
  readonly open?: Principal;
  /** Makes the server for a request. */
  readonly serve: Serve;
  /** Hears of what went wrong in the server itself. */
  readonly tell: (about: string, said: string) => void;
}

const MCP_PATH = "/mcp";
const HEALTH_PATH = "/healthz";

/** MCP over HTTP: who may come in, to what. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #gatekeeper: Gatekeeper;
  readonly #endpoint: Endpoint;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Listens. @throws what `Deno.serve` throws, e.g. when the port is taken */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#gatekeeper = new Gatekeeper(options);
    this.#endpoint = new Endpoint(options.serve);
    const { hostname, port, tls = {} } = options;
    this.#server = Deno.serve({
      hostname,
      port,
      ...tls,
      onListen: () => {},
      onError: (error) => this.#failed(error),
    }, (request, info) => this.#handle(request, info.completed));
  }

  get address(): Deno.NetAddr {
    return this.#server.addr;
  }

  /** Accepts nothing new; resolves when all that is under way has been answered. */
  async drain(): Promise<void> {
    await this.#server.shutdown();
  }

  async #handle(request: Request, gone: Promise<unknown>): Promise<Response> {
    const why = this.#gatekeeper.refuse(request);
    if (why !== undefined) return refusal(403, CODES.refused, why);
    const cors = this.#gatekeeper.cors(request);
    const response = await this.#route(request, gone, "access-control-allow-origin" in cors);
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  }

  async #route(request: Request, gone: Promise<unknown>, isPage: boolean): Promise<Response> {
    const { pathname } = new URL(request.url);
    const { authenticator } = this.#options;
    if (pathname === HEALTH_PATH) {
      if (!isRead(request)) return notAllowed("GET");
      return new Response("ok", { headers: { "cache-control": "no-store" } });
    }
    const { resource } = authenticator ?? {};
    if (resource?.paths.includes(pathname)) {
      return isRead(request) ? Response.json(resource.metadata) : notAllowed("GET");
    }
    if (pathname !== MCP_PATH) return refusal(404, CODES.refused, `MCP is served at ${MCP_PATH}`);
    if (request.method === "OPTIONS" && isPage) return new Response(null, { status: 204 });
    // No stream for what belongs to no request, and no session that could be ended.
    if (request.method !== "POST") return notAllowed("POST");
    const principal = await this.#principal(request);
    if (principal instanceof Response) return principal;
    return await this.#endpoint.post(request, principal, gone);
  }

  async #principal(request: Request): Promise<Principal | Response> {
    const { authenticator, open } = this.#options;
    if (!authenticator) return open!;
    const verdict = await authenticator.authenticate(request.headers.get("authorization"));
    return verdict.type === "known" ? verdict.principal : this.#refused(verdict, authenticator);
  }

  #refused(
    verdict: Exclude<Verdict, { type: "known" }>,
    { resource }: Authenticator,
  ): Response {
    if (verdict.type === "unavailable") {
      return refusal(503, CODES.refused, verdict.why, { "retry-after": "5" });
    }
    const scope = verdict.type === "forbidden" ? verdict.scope : resource?.scope;
    const challenge = [
      ...(verdict.type === "refused" ? [`error="invalid_token"`] : []),
      ...(verdict.type === "forbidden" ? [`error="insufficient_scope"`] : []),
      ...(resource ? [`resource_metadata="${resource.metadataUrl}"`] : []),
      ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ].join(", ");
    const message = verdict.type === "missing"
      ? "Send a credential: Authorization: Bearer …"
      : verdict.why;
    const status = verdict.type === "forbidden" ? 403 : 401;
    return refusal(status, CODES.refused, message, {
      "www-authenticate": `Bearer${challenge === "" ? "" : ` ${challenge}`}`,
    });
  }

  #failed(error: unknown): Response {
    this.#options.tell("a request failed", String(error));
    return refusal(500, CODES.refused, "A fault of code-mode; its log says more");
  }
}

function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

function notAllowed(allow: string): Response {
  return refusal(405, CODES.refused, `Use ${allow} here`, { allow });
}
