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
    if (credentials.type === "tokens") return await TokenFile.open(credentials.path);
    throw new Error("todo");
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @returns what must be asked to know that, each `HOST:PORT` */
export function hostsOf(_credentials: Credentials | undefined): string[] {
  return [];
}
