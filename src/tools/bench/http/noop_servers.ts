/**
 * Our HTTP layer with our tool on a host that does nothing, twice: the tool made once, as `serve --http` has it, and
 * made anew for each request. Prints both ports, and ends when its stdin does.
 */
import { DEFAULT_LIMITS } from "../../../config.ts";
import { HttpServer } from "../../../http/http_server.ts";
import type { RequestServer } from "../../../http/endpoint.ts";
import { createServer } from "../../../mcp/server.ts";
import { CodeTool } from "../../../mcp/tool.ts";
import { memory } from "../../../servers/memory/namespace.ts";

const host = {
  execute: () =>
    Promise.resolve({
      outcome: { status: "ok" as const, result: 1, calls: { total: 0 } },
      byMethod: {},
      timing: { totalMs: 0, sandboxMs: 0, upstreamMs: 0 },
      files: [],
    }),
};

const makeTool = () => new CodeTool(host, [memory], DEFAULT_LIMITS);
const tool = makeTool();

function listen(serve: () => RequestServer): number {
  const server = new HttpServer({
    hostname: "127.0.0.1",
    port: 0,
    origins: [],
    open: { tenant: "", credential: "", policy: {} },
    serve: () => Promise.resolve(serve()),
    tell: (about, said) => console.error(about, said),
  });
  return server.address.port;
}

const ports = {
  once: listen(() => createServer(tool)),
  anew: listen(() => createServer(makeTool())),
};
console.log(JSON.stringify(ports));
await Deno.stdin.read(new Uint8Array(1));
Deno.exit(0);
