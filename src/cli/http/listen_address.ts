import { UsageError } from "../usage_error.ts";

/** Where a server listens. */
export interface ListenAddress {
  /** Without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** Whether only this machine can reach it. */
  readonly isLoopback: boolean;
}

/**
 * Reads `HOST:PORT`.
 *
 * @throws {UsageError} when it is none
 */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port] =
    text.match(/^(?:\[([\da-fA-F:]+)\]|([^\s:[\]/]+)):(\d{1,5})$/) ?? [];
  const hostname = bracketed ?? plain;
  if (hostname === undefined || Number(port) > 65_535) {
    throw new UsageError(
      `"--http" takes HOST:PORT, e.g. 127.0.0.1:8080 or [::1]:8080: received "${text}"`,
    );
  }
  const isLoopback = hostname === "localhost" || hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
  return { hostname, port: Number(port), isLoopback };
}

/** @returns the address as Deno names it in a permission, and a person types it */
export function hostPort({ hostname, port }: Pick<ListenAddress, "hostname" | "port">): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
