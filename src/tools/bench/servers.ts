import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The SDK's client gives up after a minute, which is less than ten thousand calls take. */
const PATIENCE_MS = 600_000;
const START_MS = 60_000;

/** An MCP server in a process of its own, spoken to with the SDK's client and transport. */
export class McpServerProcess implements AsyncDisposable {
  readonly client: Client;
  readonly #transport: StdioClientTransport;

  private constructor(transport: StdioClientTransport) {
    this.#transport = transport;
    this.client = new Client({ name: "code-mode-bench", version: "1" });
  }

  /** Starts a server that is a program of Deno; resolves when it has answered `initialize`. */
  static start({ args, ...rest }: Launch): Promise<McpServerProcess> {
    return McpServerProcess.startCommand({
      command: Deno.execPath(),
      args: ["run", "--quiet", "--no-prompt", "--no-check", ...args],
      ...rest,
    });
  }

  /**
   * Starts a server by its command line; resolves when it has answered `initialize`.
   *
   * @param launch.timeoutMs the longest wait for that answer
   * @throws {Error} when the command cannot be started or does not answer; the process is ended
   */
  static async startCommand(
    { command, args, cwd, env, timeoutMs = START_MS }: CommandLaunch,
  ): Promise<McpServerProcess> {
    const server = new McpServerProcess(
      new StdioClientTransport({
        command,
        args,
        env: { ...cache(), ...env },
        stderr: "ignore",
        ...cwd === undefined ? {} : { cwd },
      }),
    );
    try {
      await server.client.connect(server.#transport, { timeout: timeoutMs });
    } catch (error) {
      await server.client.close();
      throw error;
    }
    return server;
  }

  get pid(): number {
    return this.#transport.pid!;
  }

  /**
   * Calls a tool.
   *
   * @throws {Error} with the server's words when it answers that the call failed
   */
  // deno-lint-ignore no-explicit-any -- whatever the tool answers
  async call(name: string, args: Record<string, unknown> = {}): Promise<any> {
    const result = await this.client.callTool({ name, arguments: args }, undefined, {
      timeout: PATIENCE_MS,
    });
    if (result.isError) throw new Error(`Cannot measure "${name}": ${text(result.content)}`);
    return result;
  }

  /**
   * Runs a program by `execute_code`; gives what it returned.
   *
   * @param args more of the tool's arguments
   */
  async execute(code: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return (await this.call("execute_code", { code, ...args })).structuredContent.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

/** What `deno run` is given. */
interface Launch {
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
}

interface CommandLaunch extends Launch {
  command: string;
  timeoutMs?: number;
}

/** code-mode, as its task starts it. */
export function startCodeMode(memoryFile: string): Promise<McpServerProcess> {
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  return McpServerProcess.start({
    args: [...permissions, path("../../../main.ts"), "serve", "--memory-file", memoryFile],
  });
}

/** server-memory alone, with the flags that code-mode gives it. */
export function startServerMemory(memoryFile: string): Promise<McpServerProcess> {
  const permissions = ["--allow-env=MEMORY_FILE_PATH", "--allow-read=.", "--allow-write=."];
  return McpServerProcess.start({
    args: [
      `--config=${path("../../../deno.json")}`,
      ...permissions,
      path("../../servers/memory/main.ts"),
    ],
    cwd: dirname(memoryFile),
    env: { MEMORY_FILE_PATH: memoryFile },
  });
}

/** The smallest server that the SDK makes, with one tool that does nothing. */
export function startMinimalServer(): Promise<McpServerProcess> {
  return McpServerProcess.start({
    args: ["--allow-read", "--allow-env", path("minimal_server.ts")],
  });
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function cache(): Record<string, string> {
  const folder = Deno.env.get("DENO_DIR");
  return folder === undefined ? {} : { DENO_DIR: folder };
}

function text(content: unknown): string {
  const [first] = (content ?? []) as { text?: string }[];
  return first?.text ?? "it gave no reason";
}
