import { dirname, join } from "node:path";
import type { Surroundings } from "../../../../servers/config/variables.ts";

/** Where a client keeps servers: a file, and an object in it. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** The names that lead to the object. */
  readonly section: readonly [string, ...string[]];
  /** The folder that relative paths in it start from; absent where there is none. */
  readonly folder?: string;
  /** What Claude Code calls the place; absent where another file is meant. */
  readonly scope?: "local" | "user";
}

/**
 * All places where a client looks for servers when it is started in the user's folder. Where a name stands
 * in several, the first counts; the last is the user's own, for all projects.
 */
export function placesOf(client: string, surroundings: Surroundings): Place[] {
  const { env, home, workspace, os } = surroundings;
  const folder = workspace;
  const inHome = (...parts: string[]) => home === undefined ? [] : [join(home, ...parts)];
  switch (client) {
    case "claude-code": {
      const folders = upToProject(workspace);
      const own = claudeFile(surroundings);
      return [
        ...own === undefined ? [] : folders.map((folder): Place => ({
          file: own,
          section: ["projects", os === "windows" ? folder.replaceAll("\\", "/") : folder, SECTION],
          folder,
          scope: "local",
        })),
        ...folders.map((folder): Place => ({
          file: join(folder, ".mcp.json"),
          section: [SECTION],
          folder,
        })),
        ...own === undefined ? [] : [{ file: own, section: [SECTION], scope: "user" } as const],
      ];
    }
    case "claude-desktop":
      return settingsFolder(surroundings).map((settings) => ({
        file: join(settings, "Claude", "claude_desktop_config.json"),
        section: [SECTION],
      }));
    case "vscode":
      return [
        { file: join(workspace, ".vscode", "mcp.json"), section: ["servers"], folder },
        ...settingsFolder(surroundings).map((settings): Place => ({
          file: join(settings, "Code", "User", "mcp.json"),
          section: ["servers"],
        })),
      ];
    case "codex": {
      const own = env("CODEX_HOME") || (home && join(home, ".codex"));
      return [
        { file: join(workspace, ".codex", "config.toml"), section: ["mcp_servers"], folder },
        ...own ? [{ file: join(own, "config.toml"), section: ["mcp_servers"] } as const] : [],
      ];
    }
    default:
      return [
        { file: join(workspace, ".cursor", "mcp.json"), section: [SECTION], folder },
        ...inHome(".cursor", "mcp.json").map((file): Place => ({ file, section: [SECTION] })),
      ];
  }
}

/** The settings of Claude Code that hold rules, hooks and what is turned off. */
export function claudeSettings(surroundings: Surroundings): string[] {
  const { workspace, env, home, os } = surroundings;
  const own = env("CLAUDE_CONFIG_DIR") || (home && join(home, ".claude"));
  return [
    MANAGED[os] ?? MANAGED["linux"]!,
    ...upToProject(workspace).flatMap((folder) => [
      join(folder, ".claude", "settings.local.json"),
      join(folder, ".claude", "settings.json"),
    ]),
    ...own ? [join(own, "settings.json")] : [],
  ].filter((file, at, all) => all.indexOf(file) === at);
}

const SECTION = "mcpServers";

/** Where an administrator puts rules that hold for all users. */
const MANAGED: Readonly<Record<string, string>> = {
  darwin: "/Library/Application Support/ClaudeCode/managed-settings.json",
  linux: "/etc/claude-code/managed-settings.json",
  windows: "C:\\Program Files\\ClaudeCode\\managed-settings.json",
};

/** `~/.claude.json`, which Claude Code itself rewrites all the time. */
export function claudeFile({ env, home }: Surroundings): string | undefined {
  const folder = env("CLAUDE_CONFIG_DIR") || home;
  return folder ? join(folder, ".claude.json") : undefined;
}

/** The user's folder and those above it, up to that of the repository: Claude Code looks into all of them. */
export function upToProject(folder: string): string[] {
  const folders = [folder];
  for (let one = folder; !isThere(join(one, ".git"));) {
    const above = dirname(one);
    if (above === one) return [folder]; // There is no repository.
    folders.push(one = above);
  }
  return folders;
}

/** Where the platform has programs keep their settings. */
function settingsFolder({ env, home, os }: Surroundings): string[] {
  const folder = os === "windows"
    ? env("APPDATA")
    : os === "darwin"
    ? home && join(home, "Library", "Application Support")
    : env("XDG_CONFIG_HOME") || (home && join(home, ".config"));
  return folder ? [folder] : [];
}

function isThere(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}
