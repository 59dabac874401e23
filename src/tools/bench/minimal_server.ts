/** What every server of the SDK costs: the yardstick for the start and for a call that does nothing. */
// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
// @ts-types="@modelcontextprotocol/sdk/server/stdio"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const server = new McpServer({ name: "minimal", version: "1" });
server.registerTool("nothing", {}, () => ({ content: [{ type: "text", text: "1" }] }));
await server.connect(new StdioServerTransport());
