import { Host, type HostOptions } from "../host/host.ts";
import type { Servers, ServersOptions } from "../servers/configured/servers.ts";
import { problemText } from "../servers/config/problem.ts";
import { commandText } from "./command_text.ts";
import type { Settings } from "./settings/flags.ts";
import type { Offer } from "./settings/offer.ts";

export interface OpenHostOptions {
  /** The memory file, an absolute path. */
  readonly memoryFile: string;
  /** The folders that the user works in. */
  readonly roots?: () => Promise<{ uri: string; name?: string }[]>;
  /** Several hosts run their programs on one executor, and start what they need of a memory server. */
  readonly shared?: HostOptions["shared"];
}

/** Makes what a command's settings ask for; nothing is started. */
export async function openHost(
  { limits, memoryCommand, typeCheck }: Settings,
  { namespaces, servers }: Offer,
  { memoryFile, roots, shared }: OpenHostOptions,
): Promise<Host> {
  const tell = (text: string) => console.error(`code-mode: ${text}`);
  for (const problem of servers?.problems ?? []) {
    tell(`${servers!.path}: ${problemText(problem)}`);
  }
  // Without a config the start does not wait for them to load.
  const offered = servers && await openServers(servers, {
    embedded: namespaces,
    tell,
    ...(roots === undefined ? {} : { roots }),
  });
  return new Host({
    namespaces,
    limits,
    typeCheck,
    ...(shared ? { shared } : {}),
    ...(namespaces.length === 0 ? {} : {
      memory: {
        memoryFile,
        repairCommand: commandText(["doctor", "--repair", "--memory-file", memoryFile]),
        tell,
        ...(shared ? { idleMs: limits.idleMs } : {}),
        ...(memoryCommand ? { command: memoryCommand } : {}),
      },
    }),
    ...(offered === undefined ? {} : { servers: offered }),
  });
}

/** With what they offered at earlier starts; no server is started for that. */
async function openServers(
  config: NonNullable<Offer["servers"]>,
  options: Pick<ServersOptions, "embedded" | "tell" | "roots">,
): Promise<Servers> {
  const { Servers } = await import("../servers/configured/servers.ts");
  const servers = new Servers({ ...config, ...options });
  await servers.readLists();
  return servers;
}
