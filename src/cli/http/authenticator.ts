import type { Authenticator } from "../../auth/principal.ts";
import type { Credentials } from "./http_settings.ts";

/** Makes what knows who may come in; none where every program of this machine may. */
export async function authenticatorOf(
  credentials: Credentials | undefined,
): Promise<Authenticator | undefined> {
  if (credentials === undefined) return undefined;
  await Promise.resolve();
  throw new Error("todo");
}

/** @returns what must be asked to know that, each `HOST:PORT` */
export function hostsOf(_credentials: Credentials | undefined): string[] {
  return [];
}
