import { join } from "node:path";
import { z } from "zod";
import { McpServerProcess } from "../../bench/servers.ts";
import type { Launch } from "./launches.ts";
import type { Scratch } from "./scratch.ts";

/** A server takes minutes only when npm has to download it. */
const START_MS = 300_000;
/** What lists end with at the latest: a cursor could go round. */
const PAGES = 50;

/** A tool as its server describes it. */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: unknown;
}

/** What a server says of itself, or why it did not. */
export interface Listed {
  readonly launch: Launch;
  readonly tools: readonly Tool[];
  readonly instructions?: string;
  readonly fault?: string;
}

// No more than is read: a list that breaks the specification elsewhere is sent by hosts, too.
const PAGE = z.looseObject({
  tools: z.array(z.looseObject({
    name: z.string(),
    description: z.string().optional(),
    inputSchema: z.unknown(),
  })),
  nextCursor: z.string().optional(),
});

/** Starts a server as a host does. */
export function startServer(launch: Launch, scratch: Scratch): Promise<McpServerProcess> {
  const { command, args, env, cwd } = scratch.entry(launch);
  return McpServerProcess.startCommand({
    command,
    args,
    cwd,
    env: { ...scratch.env, ...env },
    timeoutMs: START_MS,
  });
}

/**
 * Starts servers, asks each for its whole list, and ends them. The lists are left in the folder `lists`.
 *
 * @param atATime how many run at once
 * @param onStep hears which is next
 */
export async function listServers(
  launches: readonly Launch[],
  scratch: Scratch,
  atATime: number,
  onStep: (what: string) => void,
): Promise<Listed[]> {
  const found = new Map<Launch, Listed>();
  const waiting = launches.values();
  await Promise.all(Array.from({ length: atATime }, async () => {
    for (const launch of waiting) {
      onStep(`list of ${launch.name}`);
      found.set(launch, await list(launch, scratch));
    }
  }));
  return launches.map((launch) => found.get(launch)!);
}

async function list(launch: Launch, scratch: Scratch): Promise<Listed> {
  try {
    await using server = await startServer(launch, scratch);
    const tools = await allTools(server);
    const instructions = server.client.getInstructions();
    await Deno.writeTextFile(
      join(scratch.folder, "lists", `${launch.name}.json`),
      JSON.stringify({ ...launch, instructions, tools }, null, 2),
    );
    return { launch, tools, ...instructions === undefined ? {} : { instructions } };
  } catch (error) {
    return { launch, tools: [], fault: (error as Error).message };
  }
}

/** All pages of a list. The SDK's own `listTools` would compile each schema, and refuse some. */
export async function allTools({ client }: McpServerProcess): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const { tools: more, nextCursor } = await client.request(
      { method: "tools/list", params },
      PAGE,
    );
    tools.push(...more as Tool[]);
    if (nextCursor === undefined) return tools;
    cursor = nextCursor;
  }
  throw new Error(`The list has more than ${PAGES} pages`);
}
