// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { declarations } from "../api/declarations.ts";
import { example } from "../api/example.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { plainLine } from "../api/types/plain_line.ts";
import { mutates } from "../api/restrict.ts";
import type { Limits } from "../config.ts";
import type { ExecuteOptions } from "../executor/executor.ts";
import type { HostExecution } from "../host.ts";
import { outcomeSchema } from "../outcome/outcome.ts";
import { outcomeText } from "../outcome/text.ts";
import { VERSION } from "../process/version.ts";

/** What the server needs of the host. */
export interface Execute {
  execute(source: string, options: ExecuteOptions): Promise<HostExecution>;
}

/** Not more than four progress notifications a second. */
const PROGRESS_MS = 250;

/**
 * Makes the MCP server with its one tool.
 *
 * @param namespaces what code can call
 * @param servers the user's own, which code can call, too
 */
export function createServer(
  host: Execute,
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  servers: readonly OtherServer[] = [],
): McpServer {
  // What the user's servers do is theirs.
  const others = servers.length > 0;
  const writes = others || mutates(namespaces);
  const names = [...namespaces.map(({ name }) => name), ...servers.map(({ global }) => global)]
    .join(", ");
  const server = new McpServer({ name: "code-mode", title: "Code mode", version: VERSION }, {
    instructions:
      `Use execute_code for everything about ${
        subjects(namespaces, servers)
      }: one program instead of ` +
      "many tool calls. Its description holds the whole API.",
  });
  server.registerTool("execute_code", {
    title: `Run a program on ${names}`,
    description: describeTool(namespaces, limits, servers),
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
      openWorldHint: others,
    },
    // Claude Code would otherwise make the model search for the tool before it can use it.
    _meta: { "anthropic/alwaysLoad": true },
  }, async ({ code, timeout_ms }, { signal, _meta, sendNotification }) => {
    const progressToken = _meta?.progressToken;
    let told = performance.now();
    const { outcome, byMethod, timing, files } = await host.execute(code, {
      timeoutMs: timeout_ms,
      signal,
      onProgress: progressToken === undefined ? undefined : ({ calls, current }) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        const message = `${calls} calls made${current ? `, ${current} runs` : ""}`;
        // A client that is gone needs no message.
        sendNotification({
          method: "notifications/progress",
          params: { progressToken, progress: calls, message },
        }).catch(() => {});
      },
    });
    return {
      // Whether they are blocks that MCP knows, the client judges: servers sent them.
      content: [{ type: "text", text: outcomeText(outcome) }, ...files as never[]],
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
  servers: readonly OtherServer[] = [],
): string {
  const program = example(namespaces);
  const contents = namespaces.flatMap(({ contents }) => contents ?? []).join("; ");
  return `Run one JavaScript or TypeScript program on ${subjects(namespaces, servers)}\
${contents === "" ? "" : `: ${contents}`}. Prefer one program to several calls: loop, filter and \
count in code, return only what you need.

- Top-level await; \`return\` the answer (JSON). console.log is captured.
- Batch: many items per call, or Promise.all. Await every call.
- No import, network, files or processes; times are UTC. ${
    limits.timeoutMs / 1000
  } s unless timeout_ms is set.
- ${
    servers.length > 0 || mutates(namespaces)
      ? "A failure rolls nothing back: the error says where and what was written."
      : "Nothing can be changed. An error says where."
  }

${
    [...namespaces.length > 0 ? [declarations(namespaces)] : [], ...serversText(servers)].join(
      "\n\n",
    )
  }${program === undefined ? "" : `\n\nExample:\n${program}`}`;
}

/** A server of the user's, as the description names it. */
export interface OtherServer {
  /** The global of programs. */
  readonly global: string;
  /** What it is for, in the user's words. */
  readonly about?: string;
}

/** What servers may take of the description, in characters: clients cut it at 2 000. */
const SERVERS_CHARS = 600;
const ABOUT_CHARS = 70;

/** How the user's servers are called, and which there are; their tools are asked for. */
function serversText(servers: readonly OtherServer[]): string[] {
  if (servers.length === 0) return [];
  const named = servers.map(({ global, about }) =>
    about === undefined ? global : `${global} (${plainLine(about, ABOUT_CHARS)})`
  );
  const withAbout = named.join(", ");
  const all = withAbout.length <= SERVERS_CHARS
    ? withAbout
    : plainLine(servers.map(({ global }) => global).join(", "), SERVERS_CHARS);
  return [
    `Other servers are globals, too: ${all}. Their tools take one object, e.g. await ` +
    `${
      servers[0]!.global
    }.some_tool({ … }); a wrong name or argument throws with the signature, and ` +
    "calls nothing. tools.servers() tells their state; tools.call(server, tool, args) takes any name.",
  ];
}

function subjects(
  namespaces: readonly NamespaceDefinition[],
  servers: readonly OtherServer[],
): string {
  const all = [
    ...namespaces.map(({ name, subject = name }) => subject),
    ...servers.map(({ global }) => global),
  ];
  return plainLine(all.join(", "), SUBJECTS_CHARS);
}

const SUBJECTS_CHARS = 300;
