import type { Api, RunMode } from "../../../src/api/method.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../src/config.ts";
import { Executor } from "../../../src/executor/executor.ts";
import type { Checker } from "../../../src/executor/type_check/checker.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { Folder, ownServer } from "./real_servers.ts";

const SERVER = new URL("../programs/issues_server.ts", import.meta.url);

/** Runs programs on `github`, a server of issues in a process of its own, from source text to outcome. */
export class Issues implements AsyncDisposable {
  readonly servers: Servers;
  readonly executor: Executor;
  readonly #folder = new Folder();

  constructor(
    { permissions, limits = {}, checker }: {
      permissions?: Record<string, string[]>;
      limits?: Partial<Limits>;
      checker?: Checker;
    } = {},
  ) {
    const config = {
      mcpServers: { github: ownServer(SERVER, this.#file) },
      ...(permissions ? { permissions } : {}),
    };
    const read = readServersConfig(JSON.stringify(config), {
      env: () => undefined,
      workspace: Deno.cwd(),
      os: Deno.build.os,
    });
    this.servers = new Servers({
      entries: read.servers,
      permissions: read.permissions,
      embedded: [],
      tell: () => {},
    });
    this.executor = new Executor({ ...DEFAULT_LIMITS, ...limits }, { checker });
  }

  get #file(): string {
    return this.#folder.file("called.jsonl");
  }

  /** What the server was really called with since this was last asked, e.g. `list_issues {}`. */
  called(): string[] {
    try {
      const lines = Deno.readTextFileSync(this.#file).trimEnd().split("\n");
      Deno.removeSync(this.#file);
      return lines.map((line) => {
        const { name, args } = JSON.parse(line);
        return `${name} ${JSON.stringify(args)}`;
      });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  /** @param change what else a program can call */
  async run(
    source: string,
    mode: RunMode = "dry",
    change: (api: Api) => Api = (api) => api,
  ): Promise<Outcome> {
    const { api } = this.servers.forProgram(mode);
    return (await this.executor.execute(source, change(api), { timeoutMs: 20_000 })).outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}
