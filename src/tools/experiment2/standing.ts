import type { McpServerProcess } from "../bench/servers.ts";
import { asSent, type sizer } from "../experiment/context.ts";
import { allTools, type Listed } from "./servers/lister.ts";

/** What stands in the context of every conversation, in tokens. */
export interface Standing {
  readonly tools: number;
  /** The tools' definitions: name, description, input. */
  readonly definitions: number;
  /** What servers tell the model besides. */
  readonly instructions: number;
}

type Size = Awaited<ReturnType<typeof sizer>>;

/** Of servers that the host has itself. */
export function standingOf(servers: readonly Listed[], size: Size): Standing {
  const tools = servers.flatMap((server) => server.tools);
  return {
    tools: tools.length,
    definitions: size(tools.map(asSent)).tokens,
    instructions: size(servers.flatMap(({ instructions }) => instructions ?? [])).tokens,
  };
}

/** Of code-mode as its client gets it, with the description. */
export async function standingOfCodeMode(
  server: McpServerProcess,
  size: Size,
): Promise<Standing & { description: string }> {
  const tools = await allTools(server);
  const instructions = server.client.getInstructions();
  return {
    tools: tools.length,
    definitions: size(tools.map(asSent)).tokens,
    instructions: size(instructions === undefined ? [] : [instructions]).tokens,
    description: tools.map(({ description }) => description).join("\n"),
  };
}

/** @returns the sum of its parts */
export function total({ definitions, instructions }: Standing): number {
  return definitions + instructions;
}
