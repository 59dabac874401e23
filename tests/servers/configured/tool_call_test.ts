import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { Planned, type RunMode } from "../../../src/api/method.ts";
import type { Permissions } from "../../../src/api/rules/permissions.ts";
import { readRules } from "../../../src/api/rules/read_rules.ts";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import type { ConfiguredServer } from "../../../src/servers/configured/server.ts";
import { type ProgramState, ToolCall } from "../../../src/servers/configured/tool_call.ts";
import type { Tool } from "../../../src/upstream/tools/read_list.ts";
import type { Block } from "../../../src/upstream/tools/read_result.ts";
import { ToolNames } from "../../../src/upstream/tools/tool_names.ts";
import { type Ask, Consent } from "../../../src/api/rules/consent.ts";

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
  ...more,
});
const TOOLS = [
  tool("get-file"),
  tool("list_files", { annotations: { openWorldHint: false } }),
  tool("delete_file"),
  tool("search_web", { annotations: { readOnlyHint: true, openWorldHint: true } }),
  tool("save", { inputSchema: { type: "object", required: ["path"] } }),
];

/** A call that has reached the server. */
interface Sent {
  tool: string;
  args: unknown;
  timeoutMs?: number;
}

interface Setting {
  name?: string;
  /** Whether it was asked for its tools before. */
  known?: boolean;
  /** Resolves when it has started. */
  started?: Promise<void>;
  answer?: (sent: Sent) => unknown;
}

/** A server that was never started, with the tools of `TOOLS`, and what it was sent. */
function fake(setting: Setting = {}) {
  const { name = "files", known = false, started, answer = () => ({ content: [] }) } = setting;
  const offer = {
    tools: new Map(TOOLS.map((tool) => [tool.name, tool])),
    names: new ToolNames(TOOLS.map(({ name }) => name)),
    refusals: [],
  };
  const sent: Sent[] = [];
  const waited: (number | undefined)[] = [];
  const server = {
    entry: { name },
    known: known ? offer : undefined,
    offerWithin: async (timeoutMs?: number) => {
      waited.push(timeoutMs);
      await started;
      return offer;
    },
    mutates: ({ name }: Tool) => name === "save",
    call: async (tool: Tool, args: unknown, { timeoutMs }: { timeoutMs?: number }) => {
      const one = { tool: tool.name, args, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
      sent.push(one);
      return await answer(one);
    },
    badAnswer: (_: Tool, error: Error) => new Error(`bad: ${error.message}`),
  };
  return { server: server as unknown as ConfiguredServer, sent, waited };
}

const NAMES = ["files", "notes"];

function program(
  rules?: unknown,
  isPrivate: string[] = [],
  mode: RunMode = "plain",
  ask?: Ask,
) {
  const permissions: Permissions = {
    ...readRules(rules, NAMES),
    readOnly: false,
    servers: new Map(isPrivate.map((name) => [name, { readOnly: false, private: true }])),
    embedded: [],
  };
  let last = 0;
  const kept: [string, Block][] = [];
  const state: ProgramState = {
    mode,
    consent: new Consent(ask, new Set()),
    permissions,
    readFrom: new Set(),
    newFileId: () => `file-${++last}`,
    keep: (id, block) => kept.push([id, block]),
  };
  return { state, kept };
}

/** Makes a call as a program writes it. */
async function run(
  { server }: ReturnType<typeof fake>,
  name: string,
  args: unknown[] = [],
  { state } = program(),
  signal = new AbortController().signal,
): Promise<unknown> {
  const call = new ToolCall(server.entry.name, name, server, state);
  return await call.forward(call.parse(args), signal);
}

Deno.test("a tool is called by its own name, whatever spelling a program uses", async () => {
  const files = fake();
  for (const name of ["get-file", "get_file", "getFile"]) await run(files, name, [{ path: "a" }]);
  assertEquals(files.sent, Array(3).fill({ tool: "get-file", args: { path: "a" } }));
});

Deno.test("a call is named as programs write the tool, once the list is known, and as it was asked for before", () => {
  const named = (known: boolean, asked: string) =>
    new ToolCall("files", asked, fake({ known }).server, program().state).name;
  assertEquals([named(false, "getFile"), named(true, "getFile")], ["getFile", "get_file"]);
  assertEquals([named(true, "get-file"), named(true, "nothing")], ["get_file", "nothing"]);
});

Deno.test("a tool that is not there is named with the signatures of those that are near, and not of denied ones", async () => {
  const files = fake();
  const near = await assertRejects(() => run(files, "list_file"), UpstreamError);
  assertMatch(near.message, /^files has no tool "list_file": did you mean list_files\(/);
  assertEquals([near.outcome, near.server, near.tool], ["failed", "files", "list_file"]);
  const denied = program({ deny: ["files.delete_*", "files.list_*"] });
  const hidden = await assertRejects(() => run(files, "delete_files", [], denied), UpstreamError);
  assert(!/delete_file\(|list_files\(/.test(hidden.message), hidden.message);
  await assertRejects(
    () => run(files, "zzzzzzzzzzzzzzzzzzzzzzzzzzzz"),
    UpstreamError,
    "it has 5 tools: tools.servers() lists the servers",
  );
  assertEquals(files.sent, []);
});

Deno.test("what the rules do not allow is refused by every spelling, with the line that would allow it", async () => {
  const files = fake();
  const rules = { deny: ["files.get-file"], ask: ["files.list_files"] };
  for (const name of ["get-file", "get_file", "getFile"]) {
    const refused = await assertRejects(() => run(files, name, [], program(rules)), UpstreamError);
    assertMatch(
      refused.message,
      /is denied \(rule: "files\.get-file" in .*\): nothing was called$/,
    );
    assertMatch(refused.remedy!, /Remove "files\.get-file" from /);
  }
  await assertRejects(
    () => run(files, "listFiles", [], program(rules)),
    UpstreamError,
    "needs the user's consent",
  );
  assertEquals(files.sent, []);
});

Deno.test("what was read from a private server leaves by no other, but by itself", async () => {
  const [files, notes] = [fake(), fake({ name: "notes" })];
  const both = program(undefined, ["notes"]);
  await run(files, "search_web", [], both); // nothing was read yet
  await run(notes, "get_file", [], both);
  await run(notes, "search_web", [], both);
  const refused = await assertRejects(() => run(files, "search_web", [], both), UpstreamError);
  assertMatch(refused.message, /mcpServers\.notes\.private: the program has read from "notes"/);
  await run(files, "list_files", [], both);
  await run(files, "search_web", [], program(undefined, ["notes"])); // another program
  assertEquals(files.sent.map(({ tool }) => tool), ["search_web", "list_files", "search_web"]);
});

Deno.test("arguments are checked by the tool's schema before anything is sent, and sent unchanged", async () => {
  const files = fake();
  const wrong: [name: string, args: unknown, message: RegExp][] = [
    ["getFile", { path: 5 }, /^Cannot call files\.getFile: .*path.*\nIts signature: getFile\(/],
    ["get_file", "a.txt", /it takes one object: received a string/],
    ["get_file", ["a.txt"], /it takes one object: received a list/],
    ["save", undefined, /path/],
  ];
  for (const [name, args, message] of wrong) {
    assertMatch((await assertRejects(() => run(files, name, [args]), TypeError)).message, message);
  }
  assertEquals(files.sent, []);
  for (const args of [undefined, null]) await run(files, "get_file", [args]);
  await run(files, "get_file", [{ path: "a", more: [1] }]);
  assertEquals(files.sent.map(({ args }) => args), [{}, {}, { path: "a", more: [1] }]);
});

Deno.test("a call may have changed something only once it was forwarded", async () => {
  let whileOpen: boolean | undefined;
  const files = fake({ answer: () => (whileOpen = call.mutates, { content: [] }) });
  const call = new ToolCall("files", "save", files.server, program().state);
  const forward = (args: unknown) => call.forward(call.parse([args]), new AbortController().signal);
  await assertRejects(() => forward({}), TypeError);
  assertEquals([call.mutates, whileOpen], [false, undefined]);
  await forward({ path: "a" });
  assertEquals([call.mutates, whileOpen], [true, true]);
});

Deno.test("timeoutMs holds for the start and for the call", async () => {
  const files = fake();
  await run(files, "get_file", [{}, { timeoutMs: 500 }]);
  await run(files, "get_file", [{}]);
  assertEquals(files.waited, [500, undefined]);
  assertEquals(files.sent.map(({ timeoutMs }) => timeoutMs), [500, undefined]);
});

Deno.test("a result becomes a value; { raw: true } leaves it as it is; files are kept for the host", async () => {
  const image = { type: "image", mimeType: "image/png", data: "AAAA" };
  const result = { content: [{ type: "text", text: "seen" }, image] };
  const files = fake({ answer: () => result });
  const one = program();
  assertEquals(await run(files, "get_file", [{}], one), {
    text: "seen",
    files: [{ id: "file-1", type: "image", mimeType: "image/png", bytes: 3 }],
  });
  assertEquals(one.kept, [["file-1", image]]);
  assertEquals(await run(files, "get_file", [{}, { raw: true }], one), result);
  assertEquals(one.kept.length, 1);
});

Deno.test("a tool that says that it failed fails with its words; an answer that is none is bad", async () => {
  const says = fake({
    answer: () => ({ isError: true, content: [{ type: "text", text: "No!" }] }),
  });
  const failed = await assertRejects(() => run(says, "get_file"), UpstreamError, "No!");
  assertEquals([failed.outcome, failed.tool], ["failed", "get-file"]);
  const odd = fake({ answer: () => "odd" });
  await assertRejects(() => run(odd, "get_file"), Error, "bad: The answer is not an object");
});

Deno.test("a call that is dropped before its server is there is not sent, and starts none when it was dropped before", async () => {
  const files = fake({ started: new Promise(() => {}) });
  const reason = new Error("given up");
  const dropped = AbortSignal.abort(reason);
  assertEquals(await run(files, "get_file", [], program(), dropped).catch((it) => it), reason);
  assertEquals(files.waited, []);
  const controller = new AbortController();
  const meanwhile = run(files, "get_file", [], program(), controller.signal);
  controller.abort(reason);
  assertEquals(await meanwhile.catch((it) => it), reason);
  assertEquals([files.waited, files.sent], [[undefined], []]);
});

Deno.test("options are an object of those that are known", () => {
  const call = new ToolCall("files", "get_file", fake().server, program().state);
  for (const options of [null, [], "raw", 5]) {
    assertThrows(() => call.parse([{}, options]), TypeError, "the second value must be options");
  }
  assertThrows(() => call.parse([{}, {}, {}]), TypeError, "one object of arguments: received 3");
  for (const values of [["o", "r"], ["o", "r", 1], [1, { raw: true }]]) {
    const said = `it takes one object of arguments: received ${values.length} values`;
    assertThrows(() => call.parse(values), TypeError, said);
  }
  assertThrows(() => call.parse([{}, { rwa: true }]), TypeError, 'there is no option "rwa"');
});

Deno.test("in a dry run a call that may change something is checked as ever, and not sent", async () => {
  const files = fake();
  const dry = (rules?: unknown) => program(rules, [], "dry");
  assertEquals(await run(files, "save", [{ path: "a" }], dry()), new Planned());
  assertEquals(files.sent, []);
  await run(files, "get_file", [], dry());
  assertEquals(files.sent.map(({ tool }) => tool), ["get-file"]);
  await assertRejects(() => run(files, "save", [{}], dry()), TypeError, "path is missing");
  await assertRejects(() => run(files, "svae", [{}], dry()), UpstreamError, "has no tool");
  const denied = dry({ deny: ["files.save"] });
  await assertRejects(() => run(files, "save", [{ path: "a" }], denied), UpstreamError, "denied");
});

Deno.test("a call that a dry run plans counts for what leaves a private server, and changes nothing", async () => {
  const [files, notes] = [fake(), fake({ name: "notes" })];
  const dry = program(undefined, ["notes"], "dry");
  const call = new ToolCall("notes", "save", notes.server, dry.state);
  await call.forward(call.parse([{ path: "a" }]), new AbortController().signal);
  assertEquals(call.mutates, false);
  await assertRejects(() => run(files, "search_web", [], dry), UpstreamError, "has read from");
});

Deno.test("an atomic program is refused a call that may change something, after what the rules say", async () => {
  const files = fake();
  const atomic = (rules?: unknown) => program(rules, [], "atomic");
  const refused = await assertRejects(
    () => run(files, "save", [{ path: "a" }], atomic()),
    UpstreamError,
  );
  assertMatch(
    refused.message,
    /^files\.save cannot be called in an atomic program: .*: nothing was/,
  );
  assertMatch(refused.remedy!, /^Run the program without atomic: what it writes to files /);
  assertEquals([refused.outcome, refused.tool], ["failed", "save"]);
  const denied = atomic({ deny: ["files.save"] });
  await assertRejects(() => run(files, "save", [{ path: "a" }], denied), UpstreamError, "denied");
  assertEquals(files.sent, []);
  await run(files, "get_file", [], atomic());
  assertEquals(files.sent.map(({ tool }) => tool), ["get-file"]);
});
