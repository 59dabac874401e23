import { memory } from "../../../src/servers/memory/namespace.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import type { Offer } from "../../../src/cli/settings/offer.ts";
import { type Entry, ownServer } from "../../helpers/servers/real_servers.ts";

/** A tool as a server lists it. */
export function listed(name: string, annotations: Record<string, boolean> = {}) {
  return {
    name,
    annotations,
    inputSchema: { type: "object", properties: { a: { type: "string" } } },
  };
}

/** An entry of a server that lists tools; it never lists any where they are left out. */
export function listing(tools?: readonly unknown[]): Entry {
  const server = new URL("../../helpers/programs/listing_server.ts", import.meta.url);
  return ownServer(server, ...(tools ? [JSON.stringify(tools)] : []));
}

/** What the commands read from a config, beside the memory. */
export function offerOf(config: unknown, env: Record<string, string> = {}): Offer {
  const { servers, permissions, problems } = readServersConfig(JSON.stringify(config), {
    env: (name) => env[name],
    workspace: Deno.cwd(),
    os: Deno.build.os,
    embedded: ["memory"],
  });
  return {
    namespaces: [memory],
    servers: { entries: servers, permissions, problems, path: "/config/mcp.json" },
  };
}
