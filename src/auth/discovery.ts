import { fetchJson } from "./issuer_fetch.ts";
import type { CheckedOptions } from "./oidc_options.ts";

const TIMEOUT_MS = 5_000;
const SHOWN_CHARS = 200;

/** What is known of an issuer. */
export interface Issuer {
  readonly jwksUrl: string;
  /** Whether a client that it does not know can use it: by registration, or by a document of its own. */
  readonly takesNewClients: boolean;
}

/**
 * Reads the metadata of an issuer, by OpenID Connect or RFC 8414.
 *
 * @throws {Error} when there is none, or it is not that of this issuer
 */
export async function discover(options: CheckedOptions): Promise<Issuer> {
  const { issuer, jwksUrl } = options;
  const metadata = await firstOf(metadataUrls(issuer), options.fetch);
  if (metadata.issuer !== issuer) {
    throw new Error(
      `The issuer must be written exactly as its metadata write it, ${shown(metadata.issuer)}: ` +
        `received "${issuer}"`,
    );
  }
  return {
    jwksUrl: jwksUrl ?? keysOf(metadata, issuer),
    takesNewClients: typeof metadata.registration_endpoint === "string" ||
      metadata.client_id_metadata_document_supported === true,
  };
}

function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

async function firstOf(
  urls: readonly string[],
  fetchBy: typeof fetch,
): Promise<Readonly<Record<string, unknown>>> {
  const troubles: string[] = [];
  for (const url of urls) {
    try {
      const found = await fetchJson(url, fetchBy, AbortSignal.timeout(TIMEOUT_MS));
      if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
      troubles.push(`Cannot read "${url}": it holds no object`);
    } catch (error) {
      troubles.push((error as Error).message);
    }
  }
  throw new Error(
    `The issuer does not say where its keys are. ${troubles.join(". ")}. ` +
      "Compare its address, and whether this machine reaches it",
  );
}

/** The keys must lie with the issuer: an address elsewhere may be a slip, or have been slipped in. */
function keysOf({ jwks_uri: uri }: Readonly<Record<string, unknown>>, issuer: string): string {
  const url = typeof uri === "string" ? URL.parse(uri) : null;
  if (url?.origin === new URL(issuer).origin) return url.href;
  throw new Error(
    `The issuer's metadata name ${shown(uri)} for its keys, which is not on its own origin: ` +
      "where that is right, say so with --oidc-jwks-url",
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, SHOWN_CHARS);
}
