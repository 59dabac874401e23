import { resolve } from "node:path";
import { LOOPBACK_HOSTS, withoutPort } from "../../http/gatekeeper.ts";
import type { Settings } from "../settings/flags.ts";
import { usersFolder } from "../settings/users_folder.ts";
import { UsageError } from "../usage_error.ts";
import { type ListenAddress, listenAddress } from "./listen_address.ts";

/** How `serve --http` knows who may come in. */
export type Credentials =
  | { readonly type: "tokens"; readonly path: string }
  | {
    readonly type: "oidc";
    readonly issuer: string;
    readonly audience: string;
    readonly publicUrl: string;
    readonly jwksUrl?: string;
    readonly scope?: string;
    readonly tenantClaim?: string;
  };

export interface HttpSettings {
  readonly address: ListenAddress;
  /** Left out where every program of this machine may come in. */
  readonly credentials?: Credentials;
  /** Where the tenants' memory files lie; the user's data folder when left out. */
  readonly tenantsDir?: string;
  /** Names that requests may be for; any when left out. */
  readonly hosts?: readonly string[];
  /** Origins of pages that may call. */
  readonly origins: readonly string[];
  /** Files with a certificate and its key, as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/**
 * Reads what `serve --http` was asked for.
 *
 * @throws {UsageError} where it is wrong, or would let strangers in
 */
export function httpSettings(
  { values, memoryFile }: Pick<Settings, "values" | "memoryFile">,
): HttpSettings {
  const address = listenAddress(values.get("http")!);
  const credentials = readCredentials(values);
  if (!credentials && !address.isLoopback) {
    throw new UsageError(
      "Other machines reach this address, and could use the memory: give --tokens FILE, or --oidc-issuer, " +
        "or listen on 127.0.0.1",
    );
  }
  if (credentials && memoryFile !== undefined) {
    throw new UsageError(
      "Each tenant has a memory file of its own: give --tenants-dir DIR, not --memory-file " +
        "(or MEMORY_FILE_PATH)",
    );
  }
  const path = (flag: string) => {
    const value = values.get(flag);
    return value === undefined ? undefined : resolve(usersFolder(), value);
  };
  const [cert, key] = [path("tls-cert"), path("tls-key")];
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("--tls-cert and --tls-key need each other");
  }
  const hosts = hostsOf(values, address, credentials);
  const tenantsDir = path("tenants-dir");
  return {
    address,
    ...(credentials === undefined ? {} : { credentials }),
    ...(tenantsDir === undefined ? {} : { tenantsDir }),
    ...(hosts === undefined ? {} : { hosts }),
    origins: list(values.get("cors")).map(origin),
    ...(cert === undefined || key === undefined ? {} : { tls: { cert, key } }),
  };
}

function readCredentials(values: ReadonlyMap<string, string>): Credentials | undefined {
  const tokens = values.get("tokens");
  const issuer = values.get("oidc-issuer");
  if (tokens !== undefined && issuer !== undefined) {
    throw new UsageError(
      "--tokens or --oidc-issuer: with both, clients would not know which to use",
    );
  }
  if (tokens !== undefined) return { type: "tokens", path: resolve(usersFolder(), tokens) };
  if (issuer === undefined) {
    const flag = ["oidc-audience", "oidc-jwks-url", "oidc-scope", "tenant-claim"].find((name) =>
      values.has(name)
    );
    if (flag !== undefined) throw new UsageError(`"--${flag}" needs --oidc-issuer`);
    return undefined;
  }
  const publicUrl = values.get("public-url");
  if (publicUrl === undefined || !URL.canParse(publicUrl)) {
    throw new UsageError(
      "--oidc-issuer needs --public-url: the address that clients use, e.g. https://code.example/mcp",
    );
  }
  const [jwksUrl, scope, tenantClaim] = ["oidc-jwks-url", "oidc-scope", "tenant-claim"]
    .map((name) => values.get(name));
  return {
    type: "oidc",
    issuer,
    audience: values.get("oidc-audience") ?? publicUrl,
    publicUrl,
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
    ...(scope === undefined ? {} : { scope }),
    ...(tenantClaim === undefined ? {} : { tenantClaim }),
  };
}

/** On loopback a page could come under a name that its own DNS points here; who has a credential is no such page. */
function hostsOf(
  values: ReadonlyMap<string, string>,
  { isLoopback, hostname }: ListenAddress,
  credentials: Credentials | undefined,
): string[] | undefined {
  const named = list(values.get("allowed-hosts")).map(withoutPort);
  const publicUrl = values.get("public-url");
  const own = publicUrl !== undefined && URL.canParse(publicUrl)
    ? [new URL(publicUrl).hostname]
    : [];
  if (isLoopback) return [...LOOPBACK_HOSTS, hostname, ...own, ...named];
  return credentials && named.length === 0 ? undefined : [...own, ...named];
}

function list(text: string | undefined): string[] {
  return text?.split(",").map((one) => one.trim()).filter((one) => one !== "") ?? [];
}

function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new UsageError(
    `"--cors" takes origins, e.g. https://inspector.example: received "${text}"`,
  );
}
