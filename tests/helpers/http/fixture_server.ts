// @ts-types="@modelcontextprotocol/sdk/server"
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import {
  answerOf,
  promptOf,
  PROMPTS,
  resourceOf,
  RESOURCES,
  TEMPLATES,
  TOOLS,
} from "./fixtures.ts";

/** The server that MCP's conformance suite wants to meet, for one request. It asks the client for nothing. */
export function fixtureServer(): Server {
  const server = new Server({ name: "fixtures", version: "1" }, {
    capabilities: {
      tools: {},
      resources: { subscribe: true },
      prompts: {},
      logging: {},
      completions: {},
    },
  });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  server.setRequestHandler(
    CallToolRequestSchema,
    ({ params }, { _meta, sendNotification }) =>
      answerOf(params.name, {
        log: (data) =>
          sendNotification({ method: "notifications/message", params: { level: "info", data } }),
        progress: async (progress) => {
          const progressToken = _meta?.progressToken;
          if (progressToken === undefined) return;
          const params = { progressToken, progress, total: 100 };
          await sendNotification({ method: "notifications/progress", params });
        },
      }),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: RESOURCES }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: TEMPLATES,
  }));
  server.setRequestHandler(
    ReadResourceRequestSchema,
    ({ params }) => ({ contents: [resourceOf(params.uri)] }),
  );
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: PROMPTS }));
  server.setRequestHandler(
    GetPromptRequestSchema,
    ({ params }) => ({ messages: promptOf(params.name, params.arguments ?? {}) }),
  );
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: [] } }));
  server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  return server;
}
