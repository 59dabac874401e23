/** The flags of `serve --http`, each with a value. */
export const HTTP_FLAGS = [
  "http",
  "tokens",
  "oidc-issuer",
  "oidc-audience",
  "oidc-jwks-url",
  "oidc-scope",
  "tenant-claim",
  "public-url",
  "tenants-dir",
  "allowed-hosts",
  "cors",
  "tls-cert",
  "tls-key",
];
