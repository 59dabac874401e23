import { OidcResource } from "../../auth/oidc.ts";
import { checkedOptions, oidcHosts } from "../../auth/oidc_options.ts";
import type { Authenticator } from "../../auth/principal.ts";
import { TokenFile } from "../../auth/token_file.ts";
import { UsageError } from "../usage_error.ts";
import type { Credentials } from "./http_settings.ts";

/**
 * Makes what knows who may come in; none where every program of this machine may.
 *
 * @throws {UsageError} where it cannot
 */
export async function authenticatorOf(
  credentials: Credentials | undefined,
): Promise<Authenticator | undefined> {
  if (credentials === undefined) return undefined;
  try {
    return credentials.type === "tokens"
      ? await TokenFile.open(credentials.path)
      : await OidcResource.open(credentials);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * @returns what must be asked to know that, each `HOST:PORT`
 * @throws {UsageError} where an address cannot be used
 */
export function hostsOf(credentials: Credentials | undefined): string[] {
  if (credentials?.type !== "oidc") return [];
  try {
    checkedOptions(credentials);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return oidcHosts(credentials);
}
