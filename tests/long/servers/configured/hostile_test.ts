import { assert, assertEquals, assertMatch } from "@std/assert";
import { Siege } from "./siege.ts";

/** Calls one attack, and the server again afterwards. */
const once = (call: string) => `
  const seen = await evil.${call}.then((value) => "value: " + JSON.stringify(value)?.slice(0, 300), (error) => error.message);
  return [seen, await evil.echo({ text: "after" }).catch((error) => error.message)];`;

/** An attack, what its call sees, and what the next call sees. */
type Attack = [name: string, call: string, seen: RegExp, after?: RegExp];

const line = (message: object) => JSON.stringify(message).replace('"$id"', "$id");
const lines = (count: number, ...messages: object[]) =>
  `lines(${JSON.stringify({ lines: messages.map(line), count })})`;
const FLOOD =
  /evil\.\w+ gave no answer: it sent more than (10*000 messages|8 MB) within 5 s that no call had asked for/;
const asks = (method: string) => ({ jsonrpc: "2.0", id: "q", method, params: {} });
const tells = (method: string) => ({
  jsonrpc: "2.0",
  method,
  params: { level: "info", data: "x" },
});

const ATTACKS: Attack[] = [
  [
    "50 MB in one line",
    "long({ mb: 50 })",
    /The answer of evil\.long has 50\.0 MB and may have 8\.0 MB: ask for less/,
  ],
  [
    "nesting",
    "deep({ count: 2_000_000 })",
    /evil\.deep gave no answer: its answer could not be used: it has more than/,
  ],
  [
    "brackets",
    "wide({ mb: 7 })",
    /evil\.wide gave no answer: its answer could not be used: it has more than/,
  ],
  ["a text of brackets", "wide_text({ mb: 7 })", /^value: "\[\{\},/],
  ["an error of 5 MB", "fail({ mb: 5 })", /^x{1999}…$/],
  ["an image of 5 MB", "image({ mb: 5 })", /"bytes":52428\d\d/],
  ["a flood of list_changed", lines(1e6, tells("notifications/tools/list_changed")), FLOOD],
  ["a flood of log messages", lines(1e6, tells("notifications/message")), FLOOD],
  ["a flood of progress", lines(1e6, tells("notifications/progress")), FLOOD],
  ["a flood of roots/list", lines(1e6, asks("roots/list")), FLOOD],
  ["a flood of sampling", lines(1e6, asks("sampling/createMessage")), FLOOD],
  ["a flood of elicitation", lines(1e6, asks("elicitation/create")), FLOOD],
  ["a flood of nonsense", lines(1e6, asks("no/such")), FLOOD],
  ["a flood of answers", lines(1e6, { jsonrpc: "2.0", id: 77_777, result: {} }), FLOOD],
  ["a flood of garbage", `lines({ lines: ["{garbage"], count: 1e6 })`, FLOOD],
  [
    "long messages",
    `lines({ lines: ['{"jsonrpc":"2.0","method":"' + "x".repeat(1e6) + '"}'], count: 100 })`,
    FLOOD,
  ],
  ["two answers", "twice({})", /^value: "first"$/],
  ["another's answer", lines(1, { jsonrpc: "2.0", id: 99_999, result: {} }), /^value: "done"$/],
  [
    "a result that is a text",
    "shape({ result: 'x' })",
    /evil\.shape gave no answer: its answer could not be used: it is neither/,
  ],
  [
    "a result that is a list",
    "shape({ result: [1] })",
    /its answer could not be used: it is neither/,
  ],
  ["content that is no list", "shape({ result: { content: 7 } })", /^value: undefined$/],
  [
    "blocks that are none",
    "shape({ result: { content: [null, 1, 'x', { type: 7 }] } })",
    /"type":"unknown"/,
  ],
  [
    "an error of a time-out",
    lines(1, { jsonrpc: "2.0", id: "$id", error: { code: -32001, message: "late" } }),
    /late$/,
  ],
  [
    "an error of a closed connection",
    lines(1, { jsonrpc: "2.0", id: "$id", error: { code: -32000, message: "no such row" } }),
    /no such row$/,
  ],
  [
    "an error that is ours",
    lines(1, { jsonrpc: "2.0", id: "$id", error: { code: -32010, message: "long" } }),
    /long$/,
  ],
  [
    "a long error",
    `lines({ lines: ['{"jsonrpc":"2.0","id":$id,"error":{"code":1,"message":"' + "x".repeat(9e5) + '"}}'] })`,
    /^MCP error 1: x{1999}…$/,
  ],
  [
    "an error without words",
    lines(1, { jsonrpc: "2.0", id: "$id", error: {} }),
    /it is neither a result nor an error/,
  ],
  [
    "an answer with more in it",
    lines(1, { jsonrpc: "2.0", id: "$id", result: { content: [] }, more: 1 }),
    /^value: undefined$/,
  ],
];

const HALF = ATTACKS.length / 2;
for (const [part, attacks] of [ATTACKS.slice(0, HALF), ATTACKS.slice(HALF)].entries()) {
  Deno.test(`what a server sends fails its own call, with words; others go on: part ${part + 1}`, async () => {
    await using siege = await Siege.start("plain");
    for (const [name, call, seen, after = /^after$/] of attacks) {
      const found = await siege.attack(once(call));
      assert(Array.isArray(found), `${name}: ${found}`);
      assertMatch(String(found[0]), seen, name);
      assertMatch(String(found[1]), after, name);
    }
    await siege.end();
  });
}

/** How a server lists its tools, what a call sees, and what is told of the server. */
const LISTS: [mode: string, call: string, seen: RegExp, summary: object][] = [
  ["many", `echo({ text: "x" })`, /^x$/, { state: "running", tools: 2_000 }],
  ["pages", `t3({})`, /^called t3$/, { state: "running" }],
  [
    "long",
    "echo({})",
    /^evil did not list its tools: The answer of evil\.tools\/list has 50\.0 MB/,
    {},
  ],
  ["refuses", "echo({})", /^evil did not list its tools: .*no list today/, { state: "failed" }],
  ["nothing", "echo({})", /^evil has no tool "echo": it has 0 tools/, { tools: 0 }],
  ["schemas", `echo({ a: { b: 1 } })`, /^$/, { state: "running", tools: 2 }],
];

Deno.test("lists of tools are taken within limits, and what is refused is told by the call", async () => {
  for (const [mode, call, seen, summary] of LISTS) {
    await using siege = await Siege.start(mode);
    const found = await siege.attack(
      `const seen = await evil.${call}.catch((error) => error.message);
      return [seen, (await tools.servers()).find(({ name }) => name === "evil")];`,
    );
    const [said, told] = found as [string, Record<string, unknown>];
    assertMatch(said, seen, mode);
    for (const [key, value] of Object.entries(summary)) assertEquals(told[key], value, mode);
    await siege.end();
  }
});

Deno.test("tools are called by whatever names they have, and none by what the engine asks for", async () => {
  await using siege = await Siege.start("names");
  const found = await siege.attack(`
    const raw = ["__proto__", "then", "constructor", "toJSON"];
    const seen = [];
    for (const name of raw) seen.push(await tools.call("evil", name));
    for (const name of raw) seen.push(await evil[name + "_"]());
    const hidden = [await evil, \`\${typeof evil.then} \${JSON.stringify({ evil })}\`];
    return [seen, hidden.length, typeof evil.then, await tools.call("evil", "a\\nb").catch((error) => error.message)];`);
  const named = ["__proto__", "then", "constructor", "toJSON"].map((name) => `called ${name}`);
  const [seen, length, then, control] = found as [string[], number, string, string];
  assertEquals([seen, length, then], [[...named, ...named], 2, "undefined"]);
  assertMatch(control, /^evil has no tool "a/);
  await siege.end();
});

for (const [mb, seen] of [[9, "refused"], [7, 7 * 2 ** 20]] as const) {
  Deno.test(`eight answers of ${mb} MB at once leave room in the memory`, async () => {
    await using siege = await Siege.start("plain");
    const found = await siege.attack(`
      const all = Array.from({ length: 8 }, () => evil.long({ mb: ${mb} }).then(({ length }) => length, () => "refused"));
      return await Promise.all(all);`);
    assertEquals(found, Array(8).fill(seen));
    await siege.end();
  });
}

Deno.test("answers of 7 MB one after another leave room in the memory", async () => {
  await using siege = await Siege.start("plain");
  const found = await siege.attack(`
    let chars = 0;
    for (let i = 0; i < 30; i++) chars += (await evil.long({ mb: 7 })).length;
    return chars;`);
  assertEquals(found, 30 * 7 * 2 ** 20);
  await siege.end();
});

Deno.test("what hangs, or writes without a line end, ends when it answers no ping, and is started again", async () => {
  for (
    const [call, why] of [
      ["freeze({}, { timeoutMs: 300 })", "did not answer within 0.3 s"],
      ["torrent({}, { timeoutMs: 1000 })", "did not answer within 1 s"],
      ["stderr_torrent({}, { timeoutMs: 1000 })", "did not answer within 1 s"],
    ] as const
  ) {
    await using siege = await Siege.start("plain");
    const found = await siege.attack(`
      const before = await evil.pid();
      const first = await evil.${call}.catch((error) => error.message);
      const second = await evil.pid().catch((error) => error.message);
      return [first, second !== before];`);
    const [first, isAnother] = found as [string, boolean];
    assertMatch(first, new RegExp(why.replace(".", "\\.")));
    assertEquals(isAnother, true);
    await siege.end();
  }
});

Deno.test("a server that writes 500 MB to stderr is read on, and takes neither our memory nor our time", async () => {
  await using siege = await Siege.start("plain");
  assertEquals(await siege.attack(`return await evil.stderr({ mb: 500 })`), "done");
  await siege.end();
});

Deno.test("a server that reads nothing fails its calls by their time-outs, and is ended", async () => {
  await using siege = await Siege.start("plain");
  const found = await siege.attack(`
    await evil.deaf();
    const text = "x".repeat(900_000);
    const all = Array.from({ length: 60 }, () => evil.echo({ text }, { timeoutMs: 1000 }).then(() => "", (error) => error.message));
    return [...new Set(await Promise.all(all))];`);
  const messages = found as string[];
  assert(
    messages.length > 0 &&
      messages.every((message) =>
        /^(evil\.echo gave no answer: it did not answer|$)/.test(message)
      ),
    messages.join("\n"),
  );
  await siege.end();
});

Deno.test("a server that ends neither with its stdin nor by SIGTERM ends with us", async () => {
  await using siege = await Siege.start("stubborn");
  assertEquals(await siege.attack(`return await evil.echo({ text: "x" })`), "x");
  await siege.end();
});
