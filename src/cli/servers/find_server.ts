import { closest } from "../../api/closest.ts";
import { serverGlobals } from "../../upstream/tools/server_names.ts";
import type { Offer } from "../settings/offer.ts";
import { UsageError } from "../usage_error.ts";

/**
 * Finds a server of the config by what a person calls it.
 *
 * @param given its name in the config, or its global
 * @returns its name in the config
 * @throws {UsageError} when there is none
 */
export function findServer(given: string, { servers, namespaces }: Offer): string {
  if (!servers) {
    throw new UsageError(`There is no server "${given}": there is no config of servers`);
  }
  const names = servers.entries.map(({ name }) => name);
  if (names.includes(given)) return given;
  const taken = new Set(namespaces.map(({ name }) => name));
  for (const [name, global] of serverGlobals(names, taken)) if (global === given) return name;
  const meant = closest(given, names);
  const hint = meant === undefined
    ? `the config has ${names.join(", ")}`
    : `did you mean ${meant}?`;
  throw new UsageError(`There is no server "${given}": ${hint}`);
}
