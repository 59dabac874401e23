// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { RunMode } from "../api/method.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { mutates } from "../api/restrict.ts";
import type { Limits } from "../config.ts";
import { failed } from "../executor/failed.ts";
import type { HostExecution, HostRunOptions, OfferedServer } from "../host/host.ts";
import { outcomeSchema } from "../outcome/outcome.ts";
import { outcomeText } from "../outcome/text.ts";
import { describeTool, subjects } from "./description.ts";
import { type Input, inputOf, type Modes, requestOf } from "./input.ts";
import { askBy, passOnBy } from "./ask.ts";
import { AskNotes, type ProgramRecord, programRecord } from "./program_record.ts";
import { ProgressNotes } from "./progress_notes.ts";
import { tellPeople } from "../process/tell_people.ts";
import { VERSION } from "../process/version.ts";
import { ICON } from "./icon.ts";
import names from "../tools/release/names.json" with { type: "json" };

/** What the server needs of the host. */
export interface Execute {
  execute(source: string, options: HostRunOptions): Promise<HostExecution>;
  /** Writes what a dry run has shown. */
  apply?(plan: string, signal: AbortSignal): Promise<HostExecution>;
  /** Whether the memory can be copied for programs whose changes count later or not at all. */
  readonly copiesMemory?: boolean;
  /** The user's own servers, which code can call, too. */
  readonly offered?: readonly OfferedServer[];
  /** Called whenever these offer something else. */
  onListed?: () => void;
}

export interface ServerOptions {
  /** Whether programs write all that they change at their end, or nothing, where they do not say. */
  readonly atomic?: boolean;
  /** Hears what each request did. */
  readonly onProgram?: ((record: ProgramRecord) => void) | undefined;
}

/** Servers that start together change the description once. */
const SETTLE_MS = 1_000;

/**
 * Makes the MCP server with its one tool.
 *
 * @param namespaces what code can call
 */
export function createServer(
  host: Execute,
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  { atomic: atomicByDefault = false, onProgram }: ServerOptions = {},
): McpServer {
  const servers = host.offered ?? [];
  // What the user's servers do is theirs.
  const others = servers.length > 0;
  const writes = others || mutates(namespaces);
  const atomic = host.copiesMemory === true && mutates(namespaces);
  const modes: Modes = { dryRun: atomic || others, atomic, atomicByDefault };
  const globals = [...namespaces.map(({ name }) => name), ...servers.map(({ global }) => global)]
    .join(", ");
  const info = {
    name: "code-mode",
    title: "Code mode",
    version: VERSION,
    description: `One program instead of many tool calls, on ${subjects(namespaces, servers)}`,
    icons: [ICON],
    ...names.repository === "" ? {} : { websiteUrl: names.repository },
  };
  const server = new McpServer(info, {
    instructions:
      `Use execute_code for everything about ${
        subjects(namespaces, servers)
      }: one program instead of ` +
      `many tool calls. ${
        others ? 'tools.search("…") in it finds tools' : "Its description holds the whole API"
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
  const tool = server.registerTool("execute_code", {
    title: `Run a program on ${globals}`,
    description: describeTool(namespaces, limits, servers, atomicByDefault),
    inputSchema: inputOf(limits, modes),
    outputSchema: outcomeSchema,
    annotations: {
      readOnlyHint: !writes,
      destructiveHint: writes,
      idempotentHint: !writes,
      openWorldHint: others,
    },
    // Claude Code would otherwise make the model search for the tool before it can use it.
    _meta: { "anthropic/alwaysLoad": true },
  }, async (input: Input, { signal, _meta, sendNotification, sendRequest }) => {
    const progressToken = _meta?.progressToken;
    const notes = progressToken === undefined ? undefined : new ProgressNotes(
      (progress, message) =>
        sendNotification({
          method: "notifications/progress",
          params: { progressToken, progress, message },
        }),
    );
    const askNotes = new AskNotes();
    const run = (code: string, mode: RunMode) =>
      host.execute(code, {
        timeoutMs: input.timeout_ms,
        mode,
        signal,
        ...(canAsk()
          ? {
            ask: askNotes.noted(askDuring(notes, askBy(sendRequest))),
            passOn: askDuring(notes, passOnBy(sendRequest)),
          }
          : {}),
        onProgress: notes && ((progress) => notes.update(progress)),
      });
    const asked = requestOf(input, modes);
    const execution = "error" in asked
      ? { ...failed(asked.error, performance.now()), files: [] }
      : "plan" in asked
      ? await host.apply!(asked.plan, signal)
      : await run(asked.code, asked.mode);
    const { outcome, byMethod, timing, check, files } = execution;
    if (onProgram && !("error" in asked)) {
      const { name, version } = server.server.getClientVersion() ??
        { name: "unknown", version: "" };
      const of = "plan" in asked ? { mode: "apply" as const } : asked;
      // The answer does not wait for it.
      programRecord(execution, { client: `${name} ${version}`, ...of, asked: askNotes })
        .then(onProgram)
        .catch((error) => tellPeople("a program was not logged", String(error)));
    }
    return {
      // Whether they are blocks that MCP knows, the client judges: servers sent them.
      content: [{ type: "text", text: outcomeText(outcome) }, ...files as never[]],
      structuredContent: { ...outcome },
      isError: outcome.status === "error",
      _meta: {
        "code-mode/calls": byMethod,
        "code-mode/timing": timing,
        ...(check ? { "code-mode/check": check } : {}),
      },
    };
  });
  // The SDK promises it for every tool; only what the user's servers offer ever changes.
  server.server.registerCapabilities({ tools: { listChanged: others } });
  let settling: ReturnType<typeof setTimeout> | undefined;
  host.onListed = () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      const description = describeTool(namespaces, limits, host.offered, atomicByDefault);
      // Which tells the client that it is another.
      if (description !== tool.description) tool.update({ description });
    }, SETTLE_MS);
    Deno.unrefTimer(settling);
  };
  return server;
}

/** @returns `ask`, with a client that hears meanwhile that its request is under way */
function askDuring<Q, A>(
  notes: ProgressNotes | undefined,
  ask: (question: Q, signal: AbortSignal) => Promise<A>,
): (question: Q, signal: AbortSignal) => Promise<A> {
  if (!notes) return ask;
  return (question, signal) => notes.whileAsking(ask(question, signal));
}
