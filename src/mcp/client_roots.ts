// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

/** Until the client must have answered, in milliseconds. */
const ASK_MS = 5_000;
/** More folders are none that a person works in. */
const MOST = 100;

/** @returns the folders that the client works in; none where it does not tell */
export async function clientRoots(
  { server }: McpServer,
): Promise<{ uri: string; name?: string }[]> {
  if (!server.getClientCapabilities()?.roots) return [];
  const { roots } = await server.listRoots({}, { timeout: ASK_MS });
  return roots.slice(0, MOST).map(({ uri, name }) => ({ uri, ...(name ? { name } : {}) }));
}
