import { lineOf } from "../catalogue.ts";
import type { ConfiguredServer } from "../server.ts";
import type { Servers } from "../servers.ts";
import { unknownServer } from "./call.ts";
import { readingMethod, type ToolsMethod } from "./tools_method.ts";

const LIMITS = {
  /** Lines of an answer, unless the program asks for more. */
  lines: 8,
  mostLines: 50,
  /** How long it waits for servers whose lists are not known, in milliseconds. */
  waitMs: 3_000,
};

interface Search {
  readonly query: string;
  /** The only one that is searched; `undefined` for all. */
  readonly server: string | undefined;
  readonly limit: number;
}

/**
 * `tools.search(query, { server, limit })`: the tools that fit a query, a line each that can be called
 * as it stands. An empty query lists tools in the order of their servers.
 */
export function searchMethod(servers: Servers): ToolsMethod {
  return readingMethod("search", (args) => parse(args, servers), async (search) => {
    const { query, server, limit } = search;
    const { catalogue } = servers;
    const one = server === undefined ? undefined : servers.find(server);
    const missing = await missingLists(
      server === undefined ? [...servers.all.values()] : one ? [one] : [],
    );
    const found = query.trim() === ""
      ? inTurn(catalogue.lists.filter((list) => server === undefined || list[0]?.server === server))
      : (await catalogue.index()).search(query, server);
    const more = found.length - limit;
    return [
      ...found.slice(0, limit).map(lineOf),
      ...(found.length === 0
        ? [`// No tool fits: use other words, or tools.search("", { server }) for all of a server`]
        : query.trim() === "" && more > 0
        ? [`// ${more} more: ask for more with { limit } (at most ${LIMITS.mostLines}), or search`]
        : []),
      ...missing.map(({ entry, lastError }) =>
        `// Not searched: ${lastError ?? `${servers.globalOf(entry.name)} is still starting`}`
      ),
    ];
  });
}

/** The first of each list, then the second of each: every server shows some. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1)))
    .flat();
}

/** Asks the servers whose lists are not known, or have changed, and returns those that gave none in time. */
async function missingLists(servers: readonly ConfiguredServer[]): Promise<ConfiguredServer[]> {
  const unknown = servers.filter(({ known, outdated, entry }) =>
    (!known || outdated) && !entry.disabled
  );
  if (unknown.length === 0) return [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => timer = setTimeout(resolve, LIMITS.waitMs));
  await Promise.race([late, Promise.allSettled(unknown.map((server) => server.offer()))]);
  clearTimeout(timer);
  return unknown.filter(({ known }) => !known);
}

function parse(args: readonly unknown[], servers: Servers): Search {
  const [query, options = {}] = args;
  if (typeof query !== "string") {
    throw wrong('the query must be a string, e.g. tools.search("create an issue")');
  }
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw wrong("the second value must be options: { server?: string; limit?: number }");
  }
  const { server, limit = LIMITS.lines, ...others } = options as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw wrong(`there is no option "${unknown}": the options are server and limit`);
  }
  if (typeof limit !== "number" || !(limit >= 1)) throw wrong("limit must be a number from 1");
  if (server !== undefined && typeof server !== "string") throw wrong("server must be a string");
  return {
    query,
    server: server === undefined ? undefined : globalOf(server, servers),
    limit: Math.min(Math.floor(limit), LIMITS.mostLines),
  };
}

function globalOf(name: string, servers: Servers): string {
  if (servers.catalogue.declarationsOf(name) !== undefined) return name;
  const found = servers.find(name);
  if (!found) throw unknownServer(name, servers);
  return servers.globalOf(found.entry.name);
}

function wrong(why: string): TypeError {
  return new TypeError(`Cannot call tools.search: ${why}`);
}
