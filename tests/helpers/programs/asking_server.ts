/**
 * An MCP server whose tool `ask` asks the user for a name before it answers, `times` times, `form` if that
 * is given. It imports nothing, so that it starts at once.
 */
const FORM = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
let mayAsk = false;
let last = 0;
const waiting = new Map<string, (answer: unknown) => void>();

function send(message: Record<string, unknown>): void {
  console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
}

async function call(args: { times?: number; form?: unknown }): Promise<unknown> {
  const answers: unknown[] = [];
  for (let at = 0; at < (args.times ?? 1); at++) {
    const id = `question-${++last}`;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    waiting.set(id, resolve);
    const params = { message: "Who are you?\nReally", requestedSchema: args.form ?? FORM };
    send({ id, method: "elicitation/create", params });
    answers.push(await promise);
  }
  return { mayAsk, answers };
}

async function answer(
  { method, params }: { method: string; params: Record<string, unknown> },
): Promise<unknown> {
  switch (method) {
    case "initialize":
      mayAsk = "elicitation" in (params.capabilities as object);
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "asking", version: "1" },
      };
    case "tools/list":
      return {
        tools: [{
          name: "ask",
          inputSchema: { type: "object" },
          annotations: { readOnlyHint: true },
        }],
      };
    case "tools/call": {
      const value = await call(params.arguments as Record<string, never>);
      return { structuredContent: value, content: [] };
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
    if (message.method === undefined) waiting.get(message.id)?.(message.result ?? message.error);
    else if (message.id !== undefined) {
      answer(message).then((result) => send({ id: message.id, result }));
    }
  }
}
