/** A program of its own: an MCP server of the SDK whose tools do what their arguments say. */
import { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/server/stdio"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolRequestSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";

const server = new Server({ name: "small", version: "1" }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: args = {} } }) => {
  switch (name) {
    case "answer":
      return args as unknown as CallToolResult;
    case "fail":
      throw new Error(String(args.message));
    case "hang":
      return new Promise<never>(() => {});
    case "die":
      console.error(args.words);
      Deno.exit(Number(args.code));
  }
  throw new Error(`There is no tool "${name}"`);
});
await server.connect(new StdioServerTransport());
