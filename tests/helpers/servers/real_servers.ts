import { join } from "node:path";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { Host } from "../../../src/host/host.ts";
import { DEFAULT_LIMITS } from "../../../src/config.ts";

const { imports } = JSON.parse(
  Deno.readTextFileSync(new URL("../../../deno.json", import.meta.url)),
) as { imports: Record<string, string> };

/** An entry of a config. */
export type Entry = Record<string, unknown>;

/** Starts a server of the development dependencies, by Deno, without a fetch of npx. */
export function realServer(
  name: "everything" | "filesystem" | "memory" | "sequential-thinking",
  ...args: string[]
): Entry {
  const specifier = imports[`@modelcontextprotocol/server-${name}`]!;
  const flags = ["run", "--quiet", "--no-lock", "--no-config", "-A"];
  return { command: Deno.execPath(), args: [...flags, specifier, ...args] };
}

/** Starts a server that a test writes: the text of a program for Deno. */
export function ownServer(file: URL, ...args: string[]): Entry {
  const flags = ["run", "--quiet", "--no-lock", "-A"];
  return { command: Deno.execPath(), args: [...flags, file.href, ...args] };
}

/** A host with servers from a config, and no memory. */
export function hostOf(
  config: {
    mcpServers: Record<string, Entry>;
    permissions?: Record<string, string[]>;
  },
  { readOnly = false, roots = [] as { uri: string }[], tell = (_: string) => {} } = {},
): Host {
  const { servers, permissions } = readServersConfig(JSON.stringify(config), {
    env: (name) => Deno.env.get(name),
    workspace: Deno.cwd(),
    os: Deno.build.os,
    readOnly,
  });
  return new Host({
    namespaces: [],
    limits: DEFAULT_LIMITS,
    servers: new Servers({
      entries: servers,
      permissions,
      embedded: [],
      tell,
      roots: () => Promise.resolve(roots),
    }),
  });
}

/** A folder of its own, removed when it goes out of scope. */
export class Folder implements Disposable {
  // Some systems' folder for temporary files is a link, which server-filesystem resolves.
  readonly path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "code-mode-" }));

  file(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
