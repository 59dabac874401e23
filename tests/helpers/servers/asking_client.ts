// @ts-types="@modelcontextprotocol/sdk/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/inMemory"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
// @ts-types="@modelcontextprotocol/sdk/shared/protocol"
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { ElicitRequestSchema, type ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { CodeTool } from "../../../src/mcp/tool.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { Folder, hostOf, ownServer } from "./real_servers.ts";

const SERVER = new URL("../programs/issues_server.ts", import.meta.url);
const ASKING = new URL("../programs/asking_server.ts", import.meta.url);

interface Answer {
  structuredContent: Outcome;
  isError: boolean;
}

/**
 * The SDK's client with our server on a host with `github`, a server of issues.
 *
 * @param user answers its questions; without one the client cannot ask
 * @param permissions rules of the config
 * @param timeout of a call to `forms`, a server that asks the user itself, in milliseconds
 */
export async function askingClient(
  user: ((signal: AbortSignal) => Promise<ElicitResult>) | undefined,
  permissions: Record<string, string[]> = {},
  timeout = 25_000,
) {
  const folder = new Folder();
  const file = folder.file("called.jsonl");
  const mcpServers = {
    github: ownServer(SERVER, file),
    forms: { ...ownServer(ASKING), timeout },
  };
  const host = hostOf({ mcpServers, permissions });
  const server = createServer(new CodeTool(host, [], DEFAULT_LIMITS));
  const client = new Client({ name: "test", version: "1" }, {
    capabilities: user ? { elicitation: {} } : {},
  });
  const asked: { message: string; requestedSchema?: unknown }[] = [];
  if (user) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => {
      asked.push(params as { message: string });
      return await user(signal);
    });
  }
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  return {
    asked,
    call: async (args: Record<string, unknown>, options: RequestOptions = {}) =>
      await client.callTool(
        { name: "execute_code", arguments: args },
        undefined,
        options,
      ) as unknown as Answer,
    /** What the server was really called with. */
    called: (): string[] => {
      try {
        return Deno.readTextFileSync(file).trimEnd().split("\n").map((line) => {
          const { name, args } = JSON.parse(line);
          return `${name} ${JSON.stringify(args)}`;
        });
      } catch {
        return [];
      }
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await host[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
