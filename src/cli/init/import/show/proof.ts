import { z } from "zod";
import type { Tool } from "../../../../upstream/tools/read_list.ts";
import { Servers } from "../../../../servers/configured/servers.ts";
import { describeTool } from "../../../../mcp/description.ts";
import { inputOf } from "../../../../mcp/input.ts";
import type { Limits } from "../../../../config.ts";
import type { SurveyedServer } from "../../../servers/survey.ts";
import type { Offer } from "../../../settings/offer.ts";

/** 1,541 definitions of 37 servers have 2,413,093 characters and 531,317 tokens (o200k). */
const CHARS_OF_TOKEN = 4.5;

/** What stands in the context of every conversation, with and without code-mode, in a line. */
export async function proof(
  surveyed: readonly SurveyedServer[],
  { namespaces, servers: config }: Offer,
  limits: Limits,
): Promise<string> {
  const working = surveyed.filter(({ state }) => state === "works");
  const tools = working.flatMap((server) => server.tools.map(({ tool }) => tool));
  await using servers = new Servers({ ...config!, embedded: namespaces, tell: () => {} });
  await servers.readLists();
  const input = inputOf(limits, {
    dryRun: true,
    atomic: namespaces.length > 0,
    atomicByDefault: false,
  });
  const now = definition({
    name: "execute_code",
    description: describeTool(namespaces, limits, servers.offered()),
    inputSchema: z.toJSONSchema(z.object(input)),
  });
  const before = tools.reduce((sum, tool) => sum + definition(tool), 0);
  return `${counted(working.length, "server")}, ${counted(tools.length, "tool")}: about ` +
    `${tokens(before)} tokens of definitions are about ${tokens(now)} now.`;
}

/** What clients send of a tool, in characters. */
function definition(
  { name, description, inputSchema }: Pick<Tool, "name" | "description" | "inputSchema">,
) {
  return JSON.stringify({ name, description, input_schema: inputSchema }).length;
}

function tokens(chars: number): string {
  const digits = String(Math.round(chars / CHARS_OF_TOKEN / 10) * 10);
  return digits.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ",");
}

/** `1 server`, `2 servers` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
