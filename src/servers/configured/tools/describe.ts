import { plainLine } from "../../../api/types/plain_line.ts";
import { declarationOf, type Found, lineOf } from "../catalogue.ts";
import type { ConfiguredServer } from "../server.ts";
import type { Servers } from "../servers.ts";
import { readingMethod, type ToolsMethod } from "./tools_method.ts";

const LIMITS = {
  /** Names of one call. */
  names: 20,
  /** What an answer holds of a server, in characters. */
  serverChars: 6_000,
  instructionsChars: 2_000,
  /** Names that may have been meant. */
  near: 3,
};

/**
 * `tools.describe(...names)`: all that is known of tools, e.g. of `github.create_issue`; of a server, its
 * instructions and its tools, a line each.
 */
export function describeMethod(servers: Servers): ToolsMethod {
  return readingMethod(
    "describe",
    parse,
    (names) => Promise.all(names.map((name) => describe(name, servers))),
  );
}

function parse(args: readonly unknown[]): string[] {
  const names = args.flat();
  if (names.length === 0 || !names.every((name) => typeof name === "string")) {
    throw new TypeError(
      'Cannot call tools.describe: it takes names, e.g. tools.describe("github.create_issue")',
    );
  }
  if (names.length > LIMITS.names) {
    throw new TypeError(`Cannot call tools.describe: it takes at most ${LIMITS.names} names`);
  }
  return names;
}

async function describe(name: string, servers: Servers): Promise<string> {
  const { catalogue } = servers;
  const embedded = catalogue.declarationsOf(name.split(".")[0]!);
  if (embedded !== undefined) return embedded;
  const whole = servers.find(name);
  if (whole) return await describeServer(whole, servers);
  // The name of a server may have dots.
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const server = servers.find(name.slice(0, dot));
    if (server) return await describeTool(server, name.slice(dot + 1), servers);
  }
  const sameName = catalogue.lists.flat().filter(({ called, tool }) =>
    tool.name === name || called.endsWith(`.${name}`)
  );
  if (sameName.length > 0) return sameName.map(declarationOf).join("\n\n");
  const names = [...servers.all.values()].map(({ entry }) => servers.globalOf(entry.name));
  return `// There is no "${plainLine(name, 100)}": the servers are ${names.join(", ")}`;
}

async function describeTool(
  server: ConfiguredServer,
  name: string,
  servers: Servers,
): Promise<string> {
  const { names } = await server.current();
  const tools = servers.catalogue.toolsOf(server);
  const own = names.resolve(name);
  const found = tools.find(({ tool }) => tool.name === own);
  if (found) return declarationOf(found);
  const global = servers.globalOf(server.entry.name);
  const near = servers.catalogue.near(server, name, LIMITS.near);
  return [
    `// ${global} has no tool "${plainLine(name, 100)}"${near.length > 0 ? "; near are:" : ""}`,
    ...near.map(lineOf),
  ].join("\n");
}

async function describeServer(server: ConfiguredServer, servers: Servers): Promise<string> {
  const { instructions } = await server.current();
  const tools = servers.catalogue.toolsOf(server);
  const said = instructions === undefined
    ? []
    : [`/* In the server's own words: ${plainLine(instructions, LIMITS.instructionsChars)} */`];
  const { description } = server.entry;
  const about = description === undefined ? [] : [`/* ${plainLine(description, 400)} */`];
  return [...about, ...said, ...fitting(tools, LIMITS.serverChars)].join("\n");
}

/** As many lines as there is room for; the names of the others. */
function fitting(tools: readonly Found[], chars: number): string[] {
  const lines: string[] = [];
  for (const [at, tool] of tools.entries()) {
    const line = lineOf(tool);
    if (line.length > chars) {
      const names = tools.slice(at).map(({ called }) => called).join(", ");
      return [...lines, plainLine(`// And ${names}`, LIMITS.serverChars)];
    }
    chars -= line.length;
    lines.push(line);
  }
  return lines;
}
