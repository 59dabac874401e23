// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { VERSION } from "../process/version.ts";
import names from "../tools/release/names.json" with { type: "json" };
import { askBy, passOnBy } from "./ask.ts";
import { ICON } from "./icon.ts";
import type { Input } from "./input.ts";
import type { ProgramRecord } from "./program_record.ts";
import type { CodeTool } from "./tool.ts";

export interface ServerOptions {
  /** What the client is called where no `initialize` has named it. */
  readonly client?: string;
  /** Hears what each request did. */
  readonly onProgram?: ((record: ProgramRecord) => void) | undefined;
}

/** Makes the MCP server with its one tool, for one connection. */
export function createServer(
  tool: CodeTool,
  { client: unnamed = "unknown", onProgram }: ServerOptions = {},
): McpServer {
  const info = {
    name: "code-mode",
    title: "Code mode",
    version: VERSION,
    description: `One program instead of many tool calls, on ${tool.subjects}`,
    icons: [ICON],
    ...names.repository === "" ? {} : { websiteUrl: names.repository },
  };
  const server = new McpServer(info, {
    instructions:
      `Use execute_code for everything about ${tool.subjects}: one program instead of many tool calls. ${
        tool.others ? 'tools.search("…") in it finds tools' : "Its description holds the whole API"
      }.`,
  });
  let isFirstId = true;
  const canAsk = (): boolean => {
    if (!server.server.getClientCapabilities()?.elicitation?.form) return false;
    // Clients that are made with the SDK cannot cancel the request of the number 0, which is our first.
    if (isFirstId) server.server.ping().catch(() => {}); // also one that knows no ping has taken it
    isFirstId = false;
    return true;
  };
  const { title, description, inputSchema, outputSchema, annotations, meta } = tool;
  const registered = server.registerTool(
    tool.name,
    { title, description, inputSchema, outputSchema, annotations, _meta: meta },
    (input: Input, { signal, _meta, sendNotification, sendRequest }) => {
      const progressToken = _meta?.progressToken;
      const version = server.server.getClientVersion();
      return tool.call(input, {
        client: version ? `${version.name} ${version.version}` : unnamed,
        signal,
        sendNote: progressToken === undefined
          ? undefined
          : (progress, message) =>
            sendNotification({
              method: "notifications/progress",
              params: { progressToken, progress, message },
            }),
        user: canAsk() ? { ask: askBy(sendRequest), passOn: passOnBy(sendRequest) } : undefined,
        onProgram,
      });
    },
  );
  // The SDK promises it for every tool; only what the user's servers offer ever changes.
  server.server.registerCapabilities({ tools: { listChanged: tool.others } });
  tool.onChanged = () => registered.update({ description: tool.description });
  return server;
}
