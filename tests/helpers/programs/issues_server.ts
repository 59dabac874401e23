/**
 * An MCP server of issues. It writes what it is called with into the file of its argument, a JSON text a
 * line. It imports nothing, so that it starts at once.
 */
const [file] = Deno.args;
const issues: { number: number; title: string }[] = [{ number: 1, title: "the first" }];

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: "object",
  properties,
  required,
});
const TITLE = object({ title: { type: "string" }, parent: { type: "number" } }, ["title"]);
const COMMENT = object({ number: { type: "number" }, text: { type: "string" } }, ["number"]);
const READS = { readOnlyHint: true };
const TOOLS = [
  { name: "create_issue", inputSchema: TITLE },
  { name: "add_comment", inputSchema: COMMENT },
  { name: "delete_all", inputSchema: object({}), annotations: { destructiveHint: true } },
  { name: "list_issues", inputSchema: object({}), annotations: READS },
  // As in azure's server: it lies.
  { name: "communication_email_send", inputSchema: object({}), annotations: READS },
];

function call(name: string, args: Record<string, unknown>): unknown {
  Deno.writeTextFileSync(file!, `${JSON.stringify({ name, args })}\n`, { append: true });
  if (name === "list_issues") return { issues };
  const number = issues.push({ number: issues.length + 1, title: String(args.title) });
  return { number };
}

function answer({ method, params }: { method: string; params: Record<string, unknown> }): unknown {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "issues", version: "1" },
      };
    case "tools/list":
      return { tools: TOOLS };
    case "tools/call": {
      const { name, arguments: args = {} } = params as {
        name: string;
        arguments?: Record<string, unknown>;
      };
      const value = call(name, args);
      return {
        structuredContent: value,
        content: [{ type: "text", text: JSON.stringify(value) }],
      };
    }
  }
  return {};
}

let buffer = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (buffer + text).split("\n");
  buffer = lines.pop()!;
  for (const line of lines) {
    const message = JSON.parse(line);
    if (message.id === undefined) continue;
    const { id } = message;
    console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answer(message) }));
  }
}
