import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import { OidcResource } from "../../src/auth/oidc.ts";
import type { OidcOptions } from "../../src/auth/oidc_options.ts";

export const AUDIENCE = "https://code.example/mcp";

/** A pair of keys under a name. */
export interface Pair {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export async function pair(alg: string, kid = alg): Promise<Pair> {
  return { kid, alg, ...await generateKeyPair(alg, { extractable: true }) };
}

/** One of each kind, made once: those of RSA take a while. */
export const RS256 = await pair("RS256");
export const OTHERS = await Promise.all(["PS256", "ES256", "EdDSA"].map((alg) => pair(alg)));
export const PUBLIC_PEM = await exportSPKI(RS256.publicKey);

/** An issuer on this machine, which counts what it is asked for. */
export class Issuer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  /** What was said to people. */
  readonly told: string[] = [];
  keys: readonly Pair[] = [RS256];
  /** What takes the place of what it says in its metadata. */
  metadata: Record<string, unknown> = {};
  /** Answers instead of it, by path. */
  readonly answers = new Map<string, () => Response | Promise<Response>>();

  private constructor(port: number, readonly path: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      (request) => this.#answer(new URL(request.url).pathname),
    );
  }

  /** @param path of the issuer, e.g. `/realms/a` */
  static start(path = "", port = 0): Issuer {
    return new Issuer(port, path);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get url(): string {
    return `${this.origin}${this.path}`;
  }

  /** How often the keys were asked for. */
  get keyReads(): number {
    return this.asked.filter((path) => path === "/keys").length;
  }

  options(more: Partial<OidcOptions> = {}): OidcOptions {
    return { issuer: this.url, audience: AUDIENCE, publicUrl: AUDIENCE, ...more };
  }

  resource(more: Partial<OidcOptions> = {}): Promise<OidcResource> {
    return OidcResource.open(this.options(more), (text) => void this.told.push(text));
  }

  /** A header with a token that is good but for the changes; `undefined` takes a claim out. */
  async bearer(
    claims: Record<string, unknown> = {},
    { by = RS256, header = {} }: { by?: Pair; header?: Partial<JWTHeaderParameters> } = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: this.url, aud: AUDIENCE, sub: "u1", iat: now, exp: now + 300 };
    const token = await new SignJWT({ ...payload, ...claims } as JWTPayload)
      .setProtectedHeader({ alg: by.alg, kid: by.kid, typ: "JWT", ...header })
      .sign(by.privateKey);
    return `Bearer ${token}`;
  }

  async #answer(path: string): Promise<Response> {
    this.asked.push(path);
    const answer = this.answers.get(path);
    if (answer) return answer();
    if (path === `${this.path}/.well-known/openid-configuration`) {
      return Response.json({
        issuer: this.url,
        jwks_uri: `${this.origin}/keys`,
        registration_endpoint: `${this.origin}/register`,
        ...this.metadata,
      });
    }
    if (path !== "/keys") return new Response("no", { status: 404 });
    const keys = this.keys.map(async ({ publicKey, kid, alg }) => ({
      ...await exportJWK(publicKey),
      kid,
      alg,
      use: "sig",
    }));
    return Response.json({ keys: await Promise.all(keys) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
