/**
 * An MCP server as no SDK would write it: raw JSON-RPC over stdio. Its first argument says how it starts
 * and lists its tools; the tools themselves attack when they are called.
 */
interface Message {
  id?: number;
  method?: string;
  params?: { name?: string; cursor?: string; arguments?: Args };
}
interface Args {
  mb?: number;
  count?: number;
  file?: string;
  result?: unknown;
  lines?: string[];
  text?: string;
}

const [mode = "plain"] = Deno.args;
const encoder = new TextEncoder();
const text = (text: string) => ({ content: [{ type: "text", text }] });
const MB = 2 ** 20;

function write(line: string): void {
  const bytes = encoder.encode(line + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function say(message: unknown): void {
  write(JSON.stringify(message));
}

const answer = (id: number | undefined, result: unknown) => say({ jsonrpc: "2.0", id, result });

/** What the tools do. Each returns the result of its call; `undefined` for none. */
const TOOLS: Record<string, (args: Args, id: number) => unknown> = {
  echo: ({ text: said = "" }) => text(said),
  pid: () => text(String(Deno.pid)),
  hang: () => undefined,
  /** Hangs so that no ping is answered. */
  freeze: () => {
    for (;;);
  },
  read_die: ({ file }) => dieOnce(file!),
  write_die: ({ file }) => dieOnce(file!),
  /** An answer of so many megabytes. */
  long: ({ mb = 1 }) => text("x".repeat(mb * MB)),
  /** An answer of brackets or of text that is JSON of brackets. */
  deep: ({ count = 1 }, id) => raw(id, "[".repeat(count) + "]".repeat(count)),
  wide: ({ mb = 1 }, id) => raw(id, `[${"{},".repeat(mb * MB / 3)}1]`),
  wide_text: ({ mb = 1 }) => text(`[${"{},".repeat(mb * MB / 3)}1]`),
  fail: ({ mb = 1 }) => ({ ...text("x".repeat(mb * MB)), isError: true }),
  image: ({ mb = 1 }) => ({
    content: [{ type: "image", mimeType: "image/png", data: "A".repeat(mb * MB / 3 * 4) }],
  }),
  shape: ({ result }) => result,
  /** Lines as they are, `$id` replaced, so often, before the answer. */
  lines: ({ lines = [], count = 1 }, id) => {
    const batch = lines.map((line) => line.replaceAll("$id", String(id))).join("\n");
    const times = Math.max(1, Math.floor(10_000 / batch.length));
    const block = Array(times).fill(batch).join("\n");
    for (let i = 0; i < count; i += times) write(block);
    return text("done");
  },
  /** Bytes without a line end, for ever. */
  torrent: () => {
    const bytes = new Uint8Array(65_536).fill(120);
    for (;;) Deno.stdout.writeSync(bytes);
  },
  stderr_torrent: () => {
    const bytes = encoder.encode("x".repeat(65_535) + "\n");
    for (;;) Deno.stderr.writeSync(bytes);
  },
  /** So many megabytes on stderr before the answer. */
  stderr: ({ mb = 1 }) => {
    const bytes = encoder.encode("x".repeat(65_535) + "\n");
    for (let left = mb * MB; left > 0;) left -= Deno.stderr.writeSync(bytes);
    return text("done");
  },
  twice: (_, id) => {
    answer(id, text("first"));
    answer(id, text("second"));
  },
  /** Answers when two calls of it are there. */
  write_meet: (_, id) => {
    if (++met % 2 === 1) return void (waits = id);
    answer(waits, text("met"));
    return text("met");
  },
  deaf: () => {
    deaf = true;
    return text("deaf");
  },
};
let deaf = false;
let [met, waits] = [0, 0];

function dieOnce(file: string): unknown {
  try {
    Deno.writeTextFileSync(file, "", { createNew: true });
  } catch {
    return text("the second time");
  }
  console.error("a fuse has blown");
  Deno.exit(3);
}

function raw(id: number, result: string): undefined {
  write(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":{"a":${result}}}}`);
}

const tool = (name: string, inputSchema: unknown = { type: "object" }) => ({
  name,
  inputSchema,
  annotations: { readOnlyHint: !name.startsWith("write") },
});
const OWN = Object.keys(TOOLS).map((name) => tool(name));

/** A schema that refers to itself by all ways. */
const ENDLESS = {
  type: "object",
  properties: { a: { $ref: "#" }, b: { $ref: "#/$defs/c" }, c: { $ref: "#/$defs/many" } },
  $defs: {
    c: { $ref: "#/$defs/d" },
    d: { $ref: "#/$defs/c" },
    many: { allOf: Array(50).fill({ $ref: "#/$defs/many" }) },
  },
};
const nested = (depth: number): unknown =>
  depth === 0 ? {} : { type: "object", properties: { a: nested(depth - 1) } };

/** How the list of tools is answered. */
const LISTS: Record<string, (id: number, cursor: string | undefined) => void> = {
  pages: (id, cursor = "0") =>
    answer(id, {
      tools: cursor === "0" ? OWN : [tool(`t${cursor}`)],
      nextCursor: String(Number(cursor) + 1),
    }),
  many: (id) => {
    const many = Array.from({ length: 10_000 }, (_, i) => tool(`t${i}`));
    answer(id, { tools: [...OWN, ...many] });
  },
  long: (id) => answer(id, { tools: [{ ...tool("echo"), description: "x".repeat(50 * MB) }] }),
  names: (id) => {
    const odd = [
      "__proto__",
      "then",
      "constructor",
      "toJSON",
      "a\nb",
      "a\u001b[2J",
      "",
      "x".repeat(200),
    ];
    answer(id, { tools: [...OWN, ...odd.map((name) => tool(name))] });
  },
  schemas: (id) =>
    answer(id, {
      tools: [tool("echo", ENDLESS), tool("nested", nested(30)), tool("deep", nested(90))],
    }),
  refuses: (id) => say({ jsonrpc: "2.0", id, error: { code: -32_000, message: "no list today" } }),
  nothing: (id) => answer(id, { tools: "none" }),
  mute_list: () => {},
};

function receive({ id, method, params }: Message): void {
  if (mode === "garbage") write('garbage\u0000 {"jsonrpc": [');
  if (id === undefined || method === undefined) return;
  if (method === "initialize") {
    if (mode === "mute") return;
    const serverInfo = { name: "hostile", version: "1" };
    const capabilities = { tools: { listChanged: true } };
    return answer(id, { protocolVersion: "2025-06-18", capabilities, serverInfo });
  }
  if (method === "ping") return answer(id, {});
  if (method === "tools/list") {
    const list = LISTS[mode] ?? ((id: number) => answer(id, { tools: OWN }));
    return list(id, params?.cursor);
  }
  if (method !== "tools/call") return;
  const { name = "" } = params!;
  const run = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  const result = run ? run(params!.arguments ?? {}, id) : text(`called ${name}`);
  if (result !== undefined) answer(id, result);
}

if (mode === "dead") {
  console.error("no licence found");
  Deno.exit(3);
}
if (mode === "garbage") write("Welcome to the server!\n\n[1,2");
// It ends neither with its stdin nor by SIGTERM.
if (mode === "stubborn") {
  Deno.addSignalListener("SIGTERM", () => {});
  setInterval(() => {}, 1_000);
}
let rest = "";
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop()!;
  for (const line of lines) receive(JSON.parse(line));
  if (deaf) await new Promise(() => setInterval(() => {}, 1_000));
}
