// The SDK for MCP brings the same version of it.
import { createRemoteJWKSet, customFetch } from "jose";
import { fetchJson, IssuerUnreachable } from "./issuer_fetch.ts";

const CACHE_MS = 600_000;
/** Keys that are not known are asked for once in this time, in milliseconds, however many tokens name them. */
const COOL_DOWN_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** An issuer that failed is left alone for this long, in milliseconds: any text in a header would ask it. */
const PAUSE_MS = 5_000;
const MOST_KEYS = 100;

/**
 * The keys of an issuer, which are read when one is needed and not known.
 *
 * @param tell hears when they cannot be read, once until they can
 * @returns what `jwtVerify` takes; throws `IssuerUnreachable` when they are needed and cannot be read
 */
export function issuerKeys(url: string, fetchBy: typeof fetch, tell: (text: string) => void) {
  let failure: { at: number; error: unknown } | undefined;
  return createRemoteJWKSet(new URL(url), {
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOL_DOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: async (href, { signal }) => {
      if (failure && performance.now() - failure.at < PAUSE_MS) throw failure.error;
      try {
        const keys = await fetchJson(href, fetchBy, signal);
        if (!isKeySet(keys)) throw new IssuerUnreachable(`"${href}" holds no set of keys`);
        failure = undefined;
        return Response.json(keys);
      } catch (error) {
        const { message } = error as Error;
        if (!failure) {
          tell(`${message}\nUntil it can be read, tokens that need it cannot be judged`);
        }
        failure = { at: performance.now(), error };
        throw error;
      }
    },
  });
}

/** As `jose` takes it: its own complaint would come after a set was counted as read. */
function isKeySet(value: unknown): boolean {
  const keys = (value as { keys?: unknown } | null)?.keys;
  return Array.isArray(keys) && keys.length <= MOST_KEYS &&
    keys.every((key) => typeof key === "object" && key !== null && !Array.isArray(key));
}
