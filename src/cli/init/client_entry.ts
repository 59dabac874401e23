import config from "../../../deno.json" with { type: "json" };
import { PACKAGED, ROOT } from "../../process/source.ts";

/** A program that speaks MCP: under which name it keeps its servers, and in which file of a project. */
export interface Client {
  section: "mcpServers" | "servers" | "mcp_servers";
  /** Absent where there is none. */
  project?: string;
  /** The command that it brings. */
  command?: string;
}

export const CLIENTS: Readonly<Record<string, Client>> = {
  "claude-code": { section: "mcpServers", project: ".mcp.json", command: "claude" },
  "claude-desktop": { section: "mcpServers" },
  "vscode": { section: "servers", project: ".vscode/mcp.json", command: "code" },
  "cursor": { section: "mcpServers", project: ".cursor/mcp.json", command: "cursor" },
  "codex": { section: "mcp_servers", project: ".codex/config.toml", command: "codex" },
};

/** What a client needs to start a server. */
export interface Entry {
  type?: "stdio";
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** What we are started by: the binary, or a Deno and our folder, a clone's or a package's. */
export interface Installation {
  program: string;
  /** The version of Deno. */
  deno: string;
  standalone: boolean;
  packaged: boolean;
  /** What a package's own Deno is started with. */
  env: Record<string, string>;
  os: typeof Deno.build.os;
  folder: string;
}

/** This installation. */
export function installation(): Installation {
  return {
    program: Deno.execPath(),
    deno: Deno.version.deno,
    standalone: Deno.build.standalone,
    packaged: PACKAGED,
    env: PACKAGED ? denoSettings() : {},
    os: Deno.build.os,
    folder: ROOT,
  };
}

/** What `bin/code-mode.cjs` has set for Deno, and a client must set that starts Deno itself. */
function denoSettings(): Record<string, string> {
  return Object.fromEntries(
    ["DENO_DIR", "DENO_NO_UPDATE_CHECK"].map((name) => [name, Deno.env.get(name)])
      .filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Why no entry can name this installation; `undefined` when one can. */
export function whyNoEntry({ packaged, folder }: Installation): string | undefined {
  return packaged && IN_NPX.test(folder)
    ? "code-mode lies in npx's cache, which may be emptied: install it, then run init there"
    : undefined;
}

/** npx keeps what it fetches in a cache, which is no place to name: it is asked again. */
const IN_NPX = /[/\\]_npx[/\\]/;

/**
 * The entry of a client that starts this installation's server.
 *
 * @param flags of `serve`
 */
export function clientEntry(client: Client, from: Installation, flags: string[]): Entry {
  const [command, ...args] = from.packaged ? denoLine(from) : commandLine(from);
  return {
    ...client.section === "servers" ? { type: "stdio" } : {}, // VS Code asks for it
    command,
    args: [...args, "serve", ...flags],
    ...Object.keys(from.env).length > 0 ? { env: from.env } : {},
  };
}

/** Deno itself, as the task "serve" starts it: a package needs no Node to run. */
function denoLine({ program, folder }: Installation): [string, ...string[]] {
  const [, ...words] = config.tasks.serve.split(" ");
  return [program, ...words.slice(0, -2), `${folder}/main.js`];
}

/** What starts this installation: words to which a command and its flags are added. */
export function commandLine(
  { program, deno, standalone, packaged, os, folder }: Installation,
): [string, ...string[]] {
  if (standalone) return [program];
  if (packaged) return ["node", `${folder}/bin/code-mode.cjs`];
  const task = ["task", "--quiet", "--cwd", folder];
  if (!IN_NPX.test(program)) return [program, ...task];
  // Without a version npx asks the registry at each start, and takes the newest.
  const npx = ["npx", "--prefer-offline", "-y", `deno@${deno}`, ...task] as const;
  return os === "windows" ? ["cmd", "/c", ...npx] : [...npx];
}
