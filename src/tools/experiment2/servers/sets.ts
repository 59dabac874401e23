import type { Listed } from "./lister.ts";

/** Servers that a host is given together. */
export interface ServerSet {
  readonly name: string;
  readonly servers: readonly Listed[];
}

const FIVE = ["filesystem", "memory", "gitlab", "notion", "supabase"];

/** One, five and all of the servers that list their tools. */
export function setsOf(listed: readonly Listed[]): ServerSet[] {
  const working = listed.filter(({ fault }) => fault === undefined);
  const named = (names: readonly string[]) =>
    working.filter(({ launch }) => names.includes(launch.name));
  const sets = [named(["filesystem"]), named(FIVE), working];
  return sets.map((servers) => ({
    name: `${servers.length} ${servers.length === 1 ? "server" : "servers"}`,
    servers,
  }));
}
