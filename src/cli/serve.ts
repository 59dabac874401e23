import { tellPeople } from "../process/tell_people.ts";
import { chooseOsWall } from "../process/surroundings.ts";
import { createServer } from "../mcp/server.ts";
import { CodeTool } from "../mcp/tool.ts";
import { clientRoots } from "../mcp/client_roots.ts";
import { StdioTransport } from "../mcp/stdio.ts";
import { HTTP_FLAGS } from "./http/http_flags.ts";
import { readFlags } from "./settings/flags.ts";
import { readOffer } from "./settings/offer.ts";
import { openHost } from "./open_host.ts";
import { ProgramLog } from "./log/program_log.ts";
import { usersLog } from "./settings/users_log.ts";
import { openTrace } from "./open_trace.ts";
import { toldToEnd } from "./told_to_end.ts";
import { UsageError } from "./usage_error.ts";
import { usersMemoryFile } from "./settings/users_memory_file.ts";

/**
 * Our longest end, in milliseconds: clients kill what takes two seconds, and a machine may be busy. What is
 * left then ends by itself, since its pipes and its parent are gone; the server that gets the lock on the memory
 * file next finds our memory server's id in it and waits for that.
 */
const END_MS = 1_600;

/**
 * `code-mode serve`: the MCP server on stdin and stdout, until the client closes them or a signal comes; with
 * `--http` over HTTP.
 *
 * @returns 0, or 1 when a part of this server didn't end in time
 */
export async function serve(args: string[]): Promise<number> {
  const settings = readFlags(args, [], HTTP_FLAGS);
  const { limits, memoryFile, positional, values } = settings;
  if (positional.length > 0) throw new UsageError(`"serve" takes no "${positional[0]}"`);
  if (values.has("http")) return (await import("./http/serve_http.ts")).serveHttp(settings, args);
  const flag = HTTP_FLAGS.find((name) => values.has(name));
  if (flag !== undefined) throw new UsageError(`"--${flag}" needs --http HOST:PORT`);

  await using _trace = await openTrace(settings);
  const path = settings.log ? usersLog() : undefined;
  await using log = path === undefined ? undefined : new ProgramLog(path, tellPeople);
  chooseOsWall(settings.osWall, tellPeople);
  const offer = await readOffer(settings);
  const host = await openHost(settings, offer, {
    memoryFile: memoryFile ?? usersMemoryFile(),
    roots: () => clientRoots(server),
  });
  const server = createServer(new CodeTool(host, offer.namespaces, limits, settings), {
    onProgram: log && ((record) => log.write(JSON.stringify(record))),
  });

  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  server.server.onclose = close;
  server.server.onerror = (error) => console.error(`code-mode: ${error.message}`);
  toldToEnd().then(close);
  // The client's first question is answered before two processes compete with it for the machine.
  server.server.oninitialized = () => {
    host.start();
    host.warm();
  };
  await server.connect(new StdioTransport());
  await closed;
  const ended = host[Symbol.asyncDispose]();
  const late = new Promise((resolve) => setTimeout(resolve, END_MS, "late"));
  if (await Promise.race([ended, late]) !== "late") return 0;
  console.error(`code-mode: not everything has ended within ${END_MS / 1_000} s`);
  return 1;
}
