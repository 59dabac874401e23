import { join } from "node:path";
import type { Launch } from "./launches.ts";
import type { Places } from "../tasks/task.ts";

/** What `npx` needs of our environment; the SDK's client passes `PATH`. */
const PASSED_ON = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "npm_config_registry"],
];

/**
 * The folder in which the servers run: their home with npm's cache, which later runs find again, the
 * files that the tasks work on, configs and lists. Nothing of the user's is in it.
 */
export class Scratch implements Places {
  readonly home: string;
  readonly work: string;
  readonly memoryFile: string;
  /** What each server gets besides its own. */
  readonly env: Readonly<Record<string, string>>;

  /** @param folder its absolute path; it need not be there */
  constructor(readonly folder: string) {
    this.home = join(folder, "home");
    this.work = join(folder, "work");
    this.memoryFile = join(folder, "memory.jsonl");
    for (const path of [this.home, this.work, join(folder, "lists")]) {
      Deno.mkdirSync(path, { recursive: true });
    }
    const passed = PASSED_ON.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    });
    this.env = { ...Object.fromEntries(passed), HOME: this.home };
  }

  /** Writes a config of these servers for code-mode; returns its path. */
  writeConfig(name: string, launches: readonly Launch[]): string {
    const path = join(this.folder, `${name}.json`);
    const servers = launches.map((launch) => [launch.name, this.entry(launch)]);
    const config = {
      mcpServers: Object.fromEntries(servers),
      // A tool that is marked as destructive is refused otherwise, and the tasks write files.
      permissions: { allow: ["mcp__filesystem"] },
    };
    Deno.writeTextFileSync(path, JSON.stringify(config, null, 2));
    return path;
  }

  /** A server's entry in the config of any host. */
  entry({ npm, args = [], env = {} }: Launch) {
    return { command: "npx", args: ["-y", npm, ...args], env: { ...env }, cwd: this.home };
  }
}
