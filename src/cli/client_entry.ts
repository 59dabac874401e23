import { fileURLToPath } from "node:url";

/** A program that speaks MCP: where it keeps its servers, and under which name. */
export interface Client {
  section: "mcpServers" | "servers";
  file: string;
}

export const CLIENTS: Readonly<Record<string, Client>> = {
  "claude-code": { section: "mcpServers", file: ".mcp.json in your project" },
  "claude-desktop": {
    section: "mcpServers",
    file: "claude_desktop_config.json (Settings, Developer, Edit Config)",
  },
  "vscode": {
    section: "servers",
    file: ".vscode/mcp.json, or the user's by MCP: Open User Configuration",
  },
  "cursor": { section: "mcpServers", file: ".cursor/mcp.json in your project or your home" },
};

/** What a client needs to start a server. */
export interface Entry {
  type?: "stdio";
  command: string;
  args: string[];
}

/** What we are started by: the binary, or a Deno and our folder. */
export interface Installation {
  program: string;
  standalone: boolean;
  os: typeof Deno.build.os;
  folder: string;
}

/** This installation. */
export function installation(): Installation {
  return {
    program: Deno.execPath(),
    standalone: Deno.build.standalone,
    os: Deno.build.os,
    folder: fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, ""),
  };
}

/**
 * The entry of a client that starts this installation's server.
 *
 * @param flags of `serve`
 */
export function clientEntry(client: Client, from: Installation, flags: string[]): Entry {
  const [command, ...args] = commandLine(from);
  return {
    ...client.section === "servers" ? { type: "stdio" } : {}, // VS Code asks for it
    command,
    args: [...args, "serve", ...flags],
  };
}

/** What starts this installation: words to which a command and its flags are added. */
export function commandLine(
  { program, standalone, os, folder }: Installation,
): [string, ...string[]] {
  if (standalone) return [program];
  const task = ["task", "--quiet", "--cwd", folder];
  // npx keeps what it fetches in a cache, which is no place to name: it is asked again.
  if (!/[/\\]_npx[/\\]/.test(program)) return [program, ...task];
  const npx = ["npx", "-y", "deno", ...task] as const;
  return os === "windows" ? ["cmd", "/c", ...npx] : [...npx];
}
