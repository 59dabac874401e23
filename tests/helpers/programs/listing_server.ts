/**
 * An MCP server that lists the tools of its argument, a list as JSON. Without an argument it never lists
 * any. It imports nothing, so that it starts at once.
 */
const [tools] = Deno.args;
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let buffer = "";
for await (const text of lines) {
  const parts = (buffer + text).split("\n");
  buffer = parts.pop()!;
  for (const part of parts) answer(JSON.parse(part));
}

function answer({ id, method, params }: { id?: number; method: string; params: unknown }): void {
  if (id === undefined || method === "tools/list" && tools === undefined) return;
  const { protocolVersion } = params as { protocolVersion?: string };
  const result = method === "initialize"
    ? { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "l", version: "1" } }
    : method === "tools/list"
    ? { tools: JSON.parse(tools!) }
    : { content: [{ type: "text", text: "called" }] };
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
}
