import type { CheckedOptions } from "./oidc_options.ts";
import type { Authenticator } from "./principal.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** What clients learn of where tokens come from, by RFC 9728. */
export function resourceMetadata(
  { publicUrl, issuer, scopes }: CheckedOptions,
): NonNullable<Authenticator["resource"]> {
  const { origin, pathname } = new URL(publicUrl);
  const path = pathname === "/" ? WELL_KNOWN : `${WELL_KNOWN}${pathname}`;
  return {
    metadataUrl: `${origin}${path}`,
    paths: [...new Set([WELL_KNOWN, path])],
    metadata: {
      resource: publicUrl,
      authorization_servers: [issuer],
      bearer_methods_supported: ["header"],
      ...scopes.length > 0 ? { scopes_supported: scopes } : {},
    },
    ...scopes.length > 0 ? { scope: scopes.join(" ") } : {},
  };
}
