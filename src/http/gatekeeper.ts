/** Which names a server answers to, and which pages may call it. */
export interface GatekeeperOptions {
  /** Names of hosts, in small letters without a port; any when left out. */
  readonly hosts?: readonly string[];
  /** Origins of web pages, e.g. `https://inspector.example`, that may call from a browser. */
  readonly origins: readonly string[];
}

export const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** What a page is allowed to send, and to read of an answer. */
const CORS = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers":
    "authorization, content-type, accept, mcp-session-id, mcp-protocol-version",
  "access-control-expose-headers": "mcp-session-id, www-authenticate",
  "access-control-max-age": "600",
};

/**
 * Looks at where a request comes from before anything else: a page in the user's browser may send requests to this
 * machine, under a name that its own DNS has made point here.
 */
export class Gatekeeper {
  readonly #hosts: ReadonlySet<string> | undefined;
  readonly #origins: ReadonlySet<string>;

  constructor({ hosts, origins }: GatekeeperOptions) {
    this.#hosts = hosts && new Set(hosts);
    this.#origins = new Set(origins);
  }

  /** @returns why the request is refused; `undefined` where it may go on */
  refuse(request: Request): string | undefined {
    // HTTP/2 has it in the address.
    const host = request.headers.get("host") ?? new URL(request.url).host;
    if (this.#hosts && !this.#hosts.has(withoutPort(host))) {
      return "This host is not served here: name it with --allowed-hosts";
    }
    const origin = request.headers.get("origin");
    if (origin === null || this.#origins.has(origin) || this.#isOurs(origin)) return undefined;
    return "Pages of this origin may not call: name it with --cors";
  }

  /** @returns the headers that let the request's page read the answer; none for others */
  cors(request: Request): Record<string, string> {
    const origin = request.headers.get("origin");
    if (origin === null || !this.#origins.has(origin)) return {};
    return { "access-control-allow-origin": origin, vary: "origin", ...CORS };
  }

  /** A page of one of our own names: without CORS it can send nothing that we read as a request. */
  #isOurs(origin: string): boolean {
    if (!this.#hosts || !URL.canParse(origin)) return false;
    return this.#hosts.has(new URL(origin).hostname);
  }
}

/** @returns `localhost` for `localhost:8080`, `[::1]` for `[::1]:8080` */
export function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "");
}
