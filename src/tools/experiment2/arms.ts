import type { McpServerProcess } from "../bench/servers.ts";
import type { Conversation } from "./conversation.ts";
import type { Places, Task } from "./tasks/task.ts";

/**
 * Does a task by tool calls.
 *
 * @param servers by their names
 */
export async function byToolCalls(
  task: Task,
  places: Places,
  servers: ReadonlyMap<string, Callee>,
  conversation: Conversation,
): Promise<void> {
  await task.direct(places, async (calls) => {
    const exchanges = await conversation.take(() =>
      Promise.all(calls.map(async ({ server, tool, args }) => ({
        tool,
        args,
        result: await servers.get(server)!.call(tool, args),
      })))
    );
    return exchanges.map(({ result }) => result.structuredContent);
  });
}

/** A server as the arms use it. */
export type Callee = Pick<McpServerProcess, "call">;

/** How a task is done by code. */
export interface ByCode {
  /** code-mode. */
  readonly server: Callee;
  /** Its description. */
  readonly description: string;
  /** The names of the servers behind it. */
  readonly servers: readonly string[];
  /** Whether this version has `tools.search`. */
  readonly searches: boolean;
  /** Whether the model calls no tool before it has seen its signature, and first looks what tools answer. */
  readonly careful: boolean;
}

/**
 * Does a task by programs: one that searches where the description does not say enough of a tool, one of a
 * careful model that looks, and the one that does it.
 */
export async function byCode(
  task: Task,
  places: Places,
  { server, description, servers, searches, careful }: ByCode,
  conversation: Conversation,
): Promise<void> {
  const execute = async (code: string): Promise<string> => {
    const args = { code };
    await conversation.take(async () => [
      { tool: "execute_code", args, result: await server.call("execute_code", args) },
    ]);
    return JSON.stringify(conversation.answer);
  };
  const left = (text: string) => missing(task, text, servers, { signature: careful });
  if (searches && left(description).length > 0) {
    const found = await execute(searchProgram(task));
    const still = left(`${description} ${found}`);
    if (still.length > 0) {
      const names = still.map(({ server, tool }) => JSON.stringify(`${server}.${tool}`));
      await execute(`return await tools.describe(${names.join(", ")});`);
    }
  }
  if (careful && task.look) await execute(task.look(places));
  await execute(task.program(places));
}

/**
 * The tools of a task that a text does not name. A name belongs to the server that is named last before it:
 * servers can have tools of one name.
 *
 * @param servers the names of all servers
 * @param options.signature whether a name does not do unless its signature follows
 */
export function missing(
  { uses }: Task,
  text: string,
  servers: readonly string[],
  { signature }: { signature: boolean },
): { server: string; tool: string }[] {
  // In programs a name has no hyphens.
  const spellings = servers.flatMap((name) => [name, name.replaceAll("-", "_")]);
  const [, ...parts] = text.split(new RegExp(`\\b(${spellings.join("|")})\\b`));
  const names = (server: string, tool: string) =>
    parts.some((part, at) =>
      part === server && new RegExp(`\\b${tool}${signature ? "\\(" : "\\b"}`).test(parts[at + 1]!)
    );
  return Object.entries(uses).flatMap(([server, tools]) =>
    tools.filter((tool) => !names(server, tool)).map((tool) => ({ server, tool }))
  );
}

/** One search a server: the description names the servers in any case. */
function searchProgram({ uses, query }: Task): string {
  const searches = Object.keys(uses).map((server) =>
    `tools.search(${JSON.stringify(query)}, { server: ${JSON.stringify(server)}, limit: 5 })`
  );
  return searches.length === 1
    ? `return await ${searches[0]};`
    : `return await Promise.all([${searches.join(", ")}]);`;
}
