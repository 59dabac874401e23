/** How the tokens of an issuer (OpenID Connect, OAuth 2) are judged. */
export interface OidcOptions {
  /** Exactly as its metadata and its tokens write it. */
  readonly issuer: string;
  /** What must be in a token's `aud`. */
  readonly audience: string;
  /** The address at which clients reach this server; what they learn is made of it, never of a request. */
  readonly publicUrl: string;
  /** Where the issuer keeps its keys, where its metadata names a place on another origin. */
  readonly jwksUrl?: string;
  /** The claim that names the tenant; `sub` when left out. */
  readonly tenantClaim?: string;
  /** Scopes that a token must have, with spaces between them. */
  readonly scope?: string;
  /** How tokens may be signed. */
  readonly algorithms?: readonly string[];
  readonly fetch?: typeof fetch;
}

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

/** By key pairs only: with one of the others the key that all may read would make tokens. */
const ASYMMETRIC = /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/;

/**
 * @returns the options, with what was left out
 * @throws {Error} for one that cannot be used
 */
export function checkedOptions(options: OidcOptions) {
  const { issuer, audience, publicUrl, jwksUrl, scope = "", algorithms = ALGORITHMS } = options;
  const { tenantClaim = "sub", fetch: fetchBy = fetch } = options;
  checkUrl("issuer", issuer);
  checkUrl("public URL", publicUrl);
  if (jwksUrl !== undefined) checkUrl("URL of the issuer's keys", jwksUrl, true);
  for (const [what, value] of Object.entries({ audience, "tenant claim": tenantClaim })) {
    if (value.trim() === "") throw new Error(`The ${what} must not be empty`);
  }
  const unsafe = algorithms.find((name) => !ASYMMETRIC.test(name));
  if (unsafe !== undefined || algorithms.length === 0) {
    throw new Error(`Tokens must be signed by key pairs (${ALGORITHMS}): received "${unsafe}"`);
  }
  const scopes = scope.split(" ").filter((one) => one !== "");
  return {
    issuer,
    audience,
    publicUrl,
    tenantClaim,
    scopes,
    algorithms: [...algorithms],
    fetch: fetchBy,
    ...jwksUrl === undefined ? {} : { jwksUrl },
  };
}

export type CheckedOptions = ReturnType<typeof checkedOptions>;

/** @returns the `host:port`s that are asked for keys: what `--allow-net` must name */
export function oidcHosts({ issuer, jwksUrl }: OidcOptions): string[] {
  const urls = [issuer, ...jwksUrl === undefined ? [] : [jwksUrl]].map((url) => new URL(url));
  return [
    ...new Set(
      urls.map(({ hostname, port, protocol }) =>
        `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`
      ),
    ),
  ];
}

/** The machine itself; what is sent there, no other machine reads. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function checkUrl(what: string, text: string, mayAsk = false): void {
  const refuse = (why: string) => new Error(`The ${what} "${text}" ${why}`);
  const url = /\s/.test(text) ? null : URL.parse(text);
  if (!url) throw refuse("is no URL");
  const { protocol, hostname, username, password } = url;
  if (protocol !== "https:" && !(protocol === "http:" && LOOPBACK.test(hostname))) {
    throw refuse("must begin with https://, but on this machine itself");
  }
  if (username !== "" || password !== "") throw new Error(`The ${what} must hold no password`);
  if (text.includes("#") || (text.includes("?") && !mayAsk)) {
    throw refuse('must hold neither "?" nor "#"');
  }
}
