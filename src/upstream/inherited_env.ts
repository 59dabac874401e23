/**
 * What a program of the user's own gets of our environment, e.g. `npx`: where programs, its cache and its
 * registry are. The rest, in which clients leave API keys, stays here.
 */
const INHERITED = [
  ...["PATH", "HOME", "USER", "LANG", "TMPDIR", "DENO_DIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "npm_config_registry"],
  ...["SYSTEMROOT", "TEMP", "PATHEXT", "COMSPEC", "APPDATA", "LOCALAPPDATA", "USERPROFILE"],
];

/** @returns the variables of our environment that a program of the user's own needs to run */
export function inheritedEnv(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}
