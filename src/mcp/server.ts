// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { declarations } from "../api/declarations.ts";
import { example } from "../api/example.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { mutates } from "../api/restrict.ts";
import type { Limits } from "../config.ts";
import type { ExecuteOptions, Execution } from "../executor/executor.ts";
import { outcomeSchema } from "../outcome/outcome.ts";
import { outcomeText } from "../outcome/text.ts";
import { VERSION } from "../version.ts";

/** What the server needs of the host. */
export interface Execute {
  execute(source: string, options: ExecuteOptions): Promise<Execution>;
}

/** Not more than four progress notifications a second. */
const PROGRESS_MS = 250;

/**
 * Makes the MCP server with its one tool.
 *
 * @param namespaces what code can call
 */
export function createServer(
  host: Execute,
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
): McpServer {
  const writes = mutates(namespaces);
  const names = namespaces.map(({ name }) => name).join(", ");
  const server = new McpServer({ name: "code-mode", title: "Code mode", version: VERSION }, {
    instructions:
      `Use execute_code for everything about ${subjects(namespaces)}: one program instead of ` +
      "many tool calls. Its description holds the whole API.",
  });
  server.registerTool("execute_code", {
    title: `Run a program on ${names}`,
    description: describeTool(namespaces, limits),
    inputSchema: {
      code: z.string().describe("JavaScript or TypeScript; end it with `return`"),
      timeout_ms: z.number().int().min(1).max(limits.maxTimeoutMs).optional()
        .describe(`Deadline in milliseconds, ${limits.timeoutMs} when left out`),
    },
    outputSchema: outcomeSchema,
    annotations: {
      readOnlyHint: !writes,
      destructiveHint: writes,
      idempotentHint: !writes,
      openWorldHint: false,
    },
    // Claude Code would otherwise make the model search for the tool before it can use it.
    _meta: { "anthropic/alwaysLoad": true },
  }, async ({ code, timeout_ms }, { signal, _meta, sendNotification }) => {
    const progressToken = _meta?.progressToken;
    let told = performance.now();
    const { outcome, byMethod, timing } = await host.execute(code, {
      timeoutMs: timeout_ms,
      signal,
      onProgress: progressToken === undefined ? undefined : ({ calls, current }) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        const message = `${calls} calls made${current ? `, ${current} runs` : ""}`;
        // A client that is gone doesn't need to be told.
        sendNotification({
          method: "notifications/progress",
          params: { progressToken, progress: calls, message },
        }).catch(() => {});
      },
    });
    return {
      content: [{ type: "text", text: outcomeText(outcome) }],
      structuredContent: { ...outcome },
      isError: outcome.status === "error",
      _meta: { "code-mode/calls": byMethod, "code-mode/timing": timing },
    };
  });
  return server;
}

/** The tool's description: all that a model needs to write a program, in at most 1 850 characters. */
export function describeTool(
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
): string {
  const program = example(namespaces);
  const contents = namespaces.flatMap(({ contents }) => contents ?? []).join("; ");
  return `Run one JavaScript or TypeScript program on ${subjects(namespaces)}\
${contents === "" ? "" : `: ${contents}`}. Prefer one program to several calls: loop, filter and \
count in code, return only what you need.

- Top-level await; \`return\` the answer (JSON). console.log is captured.
- Batch: many items per call, or Promise.all. Await every call.
- No import, network, files or processes; times are UTC. ${
    limits.timeoutMs / 1000
  } s unless timeout_ms is set.
- ${
    mutates(namespaces)
      ? "A failure rolls nothing back: the error says where and what was written."
      : "Nothing can be changed. An error says where."
  }

${declarations(namespaces)}${program === undefined ? "" : `\n\nExample:\n${program}`}`;
}

function subjects(namespaces: readonly NamespaceDefinition[]): string {
  return namespaces.map(({ name, subject = name }) => subject).join(", ");
}
