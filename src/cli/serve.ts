import { bind } from "../api/bind.ts";
import { Executor } from "../executor/executor.ts";
import { createServer } from "../server.ts";
import { StdioTransport } from "../stdio_transport.ts";
import { readFlags } from "./flags.ts";
import { openGateway } from "./open_gateway.ts";
import { UsageError } from "./usage_error.ts";
import { usersMemoryFile } from "./users_memory_file.ts";

/** `code-mode serve`: the MCP server on stdin and stdout, until the client closes them. */
export async function serve(args: string[]): Promise<number> {
  const settings = readFlags(args);
  const { api, limits, memoryFile, positional } = settings;
  if (positional.length > 0) throw new UsageError(`"serve" takes no "${positional[0]}"`);

  await using gateway = openGateway(settings, memoryFile ?? usersMemoryFile());
  await using executor = new Executor(bind(api, gateway), limits);
  const server = createServer(executor, api, limits);

  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  server.server.onclose = close;
  server.server.onerror = (error) => console.error(`code-mode: ${error.message}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Windows knows SIGINT only.
    if (Deno.build.os !== "windows" || signal === "SIGINT") Deno.addSignalListener(signal, close);
  }
  // The client's first question is answered before two processes compete with it for the machine.
  server.server.oninitialized = () => {
    gateway.start();
    executor.warm();
  };
  await server.connect(new StdioTransport());
  await closed;
  return 0;
}
