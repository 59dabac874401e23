// @ts-types="@modelcontextprotocol/sdk/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
// @ts-types="@modelcontextprotocol/sdk/inMemory"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { CodeTool } from "../../../src/mcp/tool.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import type { Workbench } from "../../helpers/execute.ts";

/** What `execute_code` answers. */
export interface Answer {
  content: { type: string; text: string }[];
  structuredContent: Outcome;
  isError?: boolean;
  _meta: Record<string, unknown>;
}

/**
 * Connects the SDK's client to the real server on a real executor. The client rejects an answer that
 * the tool's output schema does not describe.
 */
export async function connect(bench: Workbench): Promise<Client> {
  return await connectTo(createServer(new CodeTool(bench, bench.namespaces, DEFAULT_LIMITS)));
}

/** Connects it to any server of ours. */
export async function connectTo(server: McpServer): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  await client.listTools(); // it knows the schemas of the tools that it has listed
  return client;
}

/** Calls `execute_code`. @throws when the answer does not fit the output schema */
export async function execute(client: Client, code: string): Promise<Answer> {
  const result = await client.callTool({ name: "execute_code", arguments: { code } });
  return result as unknown as Answer;
}
