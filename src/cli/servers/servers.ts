import type { Problem } from "../../servers/config/problem.ts";
import { readOffer, userConfigPath } from "../settings/offer.ts";
import { readFlags } from "../settings/flags.ts";
import { openTrace } from "../open_trace.ts";
import { painter } from "../terminal/paint.ts";
import { findServer } from "./find_server.ts";
import type { SurveyedServer } from "./survey.ts";
import { type Found, table } from "./table.ts";
import { unmatchedRules } from "./unmatched_rules.ts";
import { watchedSurvey } from "./watched_survey.ts";

const EXAMPLE = `{
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/path/to/folder"]
    }
  }
}`;

const NOTHING = { healthy: true, config: null, servers: [], problems: [], unmatchedRules: [] };

/**
 * `code-mode servers [NAME…]`: starts the servers of the config, and says which work, what they offer, and
 * what the rules do with it. With names: every tool of those.
 *
 * @returns 1 when a server that is not disabled does not work, or the config cannot be used
 */
export async function servers(args: string[]): Promise<number> {
  const settings = readFlags(args, ["json"]);
  const { positional, namespaces, switches } = settings;
  const json = switches.has("json");
  const offer = await readOffer(settings);
  const { servers: config } = offer;
  const wanted = positional.map((name) => findServer(name, offer));
  if (!config) {
    const path = userConfigPath();
    console.log(json ? JSON.stringify(NOTHING, null, 2) : none(path));
    return 0;
  }
  await using _trace = await openTrace(settings);
  const surveyed = await watchedSurvey(offer, wanted.length > 0 ? wanted : undefined);
  const { path, permissions, problems, entries } = config;
  const names = entries.map(({ name }) => name);
  const found: Found = {
    config: path,
    servers: surveyed,
    problems: problems.filter(({ server }) =>
      server === undefined || wanted.length === 0 || wanted.includes(server)
    ),
    unmatchedRules: unmatchedRules(permissions, names, surveyed, namespaces),
  };
  const healthy = isHealthy(found);
  if (json) {
    console.log(JSON.stringify({ healthy, ...found, servers: surveyed.map(asData) }, null, 2));
  } else {
    const paint = painter(Deno.stdout.isTerminal() && !Deno.noColor);
    console.log(table(found, wanted.length > 0, paint));
  }
  return healthy ? 0 : 1;
}

/** What is wrong with the entry of a server that is disabled harms nothing. */
function isHealthy({ servers, problems }: Found): boolean {
  const stops = ({ stops, server }: Problem) => stops && server === undefined;
  return servers.every(({ state }) => state !== "failed") && !problems.some(stops);
}

function asData({ tools, ...server }: SurveyedServer) {
  return {
    ...server,
    tools: tools.map(({ name, written, signature, judged }) => ({
      name,
      written,
      signature,
      ...judged,
    })),
  };
}

function none(path: string | undefined): string {
  const where = path === undefined ? "a file that --config names" : `"${path}"`;
  return `There is no config of servers: programs can call the memory.
To let them call other MCP servers, write ${where}:

${EXAMPLE}`;
}
