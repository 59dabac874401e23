import type { NamespaceDefinition } from "../../../src/api/namespace.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { KeptList } from "../../../src/servers/configured/kept_list.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { ListStore } from "../../../src/upstream/catalogue/list_store.ts";
import { Offer } from "../../../src/upstream/catalogue/offer.ts";
import type { Tool } from "../../../src/upstream/tools/read_list.ts";

/** A tool of a test, of which only the name must be given. */
export type SomeTool = Partial<Tool> & { readonly name: string };

/** What a test knows of a server that cannot be started. */
export interface Known {
  /** As it was listed at an earlier start; none when left out. */
  readonly tools?: readonly SomeTool[];
  readonly instructions?: string;
  /** Further keys of its entry. */
  readonly entry?: Record<string, unknown>;
}

/** Servers that were listed at an earlier start and cannot be started now. */
export async function knownServers(
  known: Record<string, Known>,
  { permissions, embedded = [] }: {
    permissions?: Record<string, string[]>;
    embedded?: readonly NamespaceDefinition[];
  } = {},
): Promise<Servers> {
  const mcpServers = Object.fromEntries(
    Object.entries(known).map(([name, { entry }]) => [
      name,
      { command: `code-mode-no-such-${name}`, ...entry },
    ]),
  );
  const config = readServersConfig(
    JSON.stringify({ mcpServers, ...(permissions ? { permissions } : {}) }),
    { env: () => undefined, workspace: Deno.cwd(), os: Deno.build.os, readOnly: false },
  );
  const folder = await Deno.makeTempDir({ prefix: "code-mode-" });
  try {
    const lists = new ListStore(folder);
    for (const entry of config.servers) {
      const { tools, instructions } = known[entry.name]!;
      if (!tools) continue;
      const whole = tools.map((tool) => ({ inputSchema: { type: "object" }, ...tool }));
      const facts = { refusals: [], ...(instructions === undefined ? {} : { instructions }) };
      const kept = new KeptList(entry, entry.launch!, lists, fail);
      kept.keep(new Offer(whole, () => whole, facts));
      await kept.written;
    }
    const servers = new Servers({
      entries: config.servers,
      permissions: config.permissions,
      embedded,
      tell: () => {},
      lists,
    });
    await servers.readLists();
    return servers;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function fail(text: string): never {
  throw new Error(text);
}
