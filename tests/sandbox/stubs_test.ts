import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { SandboxSetup } from "../../src/rpc/protocol.ts";
import { type Stub, Stubs } from "../../src/sandbox/stubs/stubs.ts";

/** Stubs of `data.read` and `data.write`, with the calls that they have sent. */
function build(setting: Partial<SandboxSetup> = {}, send: (line: string) => void = () => {}) {
  // deno-lint-ignore no-explicit-any -- compared, not used
  const sent: any[] = [];
  const setup: SandboxSetup = {
    inFlight: 64,
    openChars: 1e6,
    argumentChars: 1e6,
    logs: { head: 1, tail: 1, line: 1 },
    resultChars: 1,
    memoryBytes: 1,
    ...setting,
  };
  const stubs = new Stubs(setup, (line) => {
    send(line);
    sent.push(JSON.parse(line));
  }, () => {});
  const namespaces = stubs.build({
    data: ["read", "write"],
    server: { own: ["list"], others: "tools" },
    tools: { own: ["call"], others: "servers" },
  });
  const { read, write } = namespaces["data"] as Record<"read" | "write", Stub>;
  return { stubs, sent, namespaces, read, write };
}

/** What was sent, by the first argument of each call. */
const first = (sent: { args: unknown[] }[]) => sent.map(({ args }) => args[0]);

/** A call that is left to itself. */
function leave(call: Promise<unknown>): void {
  call.catch(() => {});
}

Deno.test("stubs are frozen functions, named as the API says", () => {
  const { namespaces, write } = build();
  assertEquals(Object.keys(namespaces), ["data", "server", "tools"]);
  assertEquals(Object.keys(namespaces["data"]!), ["read", "write"]);
  assertEquals(write.name, "write");
  assert(Object.isFrozen(write) && Object.isFrozen(namespaces["data"]));
});

Deno.test("a stub sends its calls with ids that count from 1, and their arguments as JSON", () => {
  const { sent, read, write } = build();
  leave(read());
  leave(write({ a: [1, "ä"] }, undefined, null, "x"));
  leave(read(() => 1, Symbol("x")));
  assertEquals(sent, [
    { type: "call", id: 1, method: "data.read", args: [] },
    { type: "call", id: 2, method: "data.write", args: [{ a: [1, "ä"] }, null, null, "x"] },
    { type: "call", id: 3, method: "data.read", args: [null, null] },
  ]);
});

Deno.test("a namespace with open names has a stub for each tool, and one for each server's tool", () => {
  const { sent, namespaces } = build();
  const server = namespaces["server"] as Record<string, Stub>;
  const tools = namespaces["tools"] as Record<string, Stub> & Record<string, Record<string, Stub>>;
  leave(server["list"]!());
  leave(server["get-issue"]!(1));
  leave(tools["call"]!("a", "b"));
  leave(tools["my.server"]!["x.y"]!(1, 2));
  leave(tools["my.server"]!["z"]!());
  assertEquals(sent.map(({ method, args }) => [method, args]), [
    ["server.list", []],
    ["server.get-issue", [1]],
    ["tools.call", ["a", "b"]],
    ["tools.call", ["my.server", "x.y", 1, 2]],
    ["tools.call", ["my.server", "z"]],
  ]);
  assertEquals(
    [server["get-issue"]!.name, tools["my.server"]!["x.y"]!.name],
    ["get-issue", "x.y"],
  );
});

Deno.test("a stub of a server's tool counts the program's own arguments", async () => {
  const { namespaces } = build({ argumentChars: 20 });
  const { tool } = (namespaces["tools"] as Record<string, Record<"tool", Stub>>)["s"]!;
  await assertRejects(() => tool(1, Promise.resolve()), TypeError, "argument 2 is a Promise");
  leave(tool(1234567)); // ["s","tool",1234567]
  await assertRejects(() => tool(12345678), RangeError, "are 21 characters");
});

Deno.test("a call resolves with the value of its reply, and takes one", async () => {
  const { stubs, read } = build();
  const [one, two] = [read(), read()];
  stubs.settle({ type: "reply", id: 2, value: "second" });
  stubs.settle({ type: "reply", id: 1 });
  stubs.settle({ type: "reply", id: 1, value: "again" });
  stubs.settle({ type: "reply", id: 99 });
  assertEquals([await one, await two, stubs.open], [undefined, "second", 0]);
});

Deno.test("a call that is refused throws where it was made, and its error is known", async () => {
  const { stubs, read } = build();
  async function program() {
    await read();
  }
  const running = program();
  stubs.settle({ type: "refuse", id: 1, name: "RangeError", message: "Too far" });
  const error = await assertRejects(() => running, Error, "Too far");
  assertEquals([error.name, Object.keys(error)], ["RangeError", []]);
  assertStringIncludes(error.stack!, "program");
  assertEquals([stubs.callOf(error), stubs.callOf(new Error())], [1, undefined]);
  // A program may write its own words into it, as into any error.
  Object.assign(error, { message: "mine", name: "Mine" });
  assertEquals(String(error), "Mine: mine");
  assert(delete (error as Partial<Error>).message && delete (error as Partial<Error>).name);
});

Deno.test("a plain error that a call is refused with has no name of its own", async () => {
  const { stubs, read } = build();
  const call = read();
  stubs.settle({ type: "refuse", id: 1, name: "Error", message: "No" });
  const error = await assertRejects(() => call, Error, "No");
  assertEquals(Object.hasOwn(error, "name"), false);
});

Deno.test("stubs keep as many calls open as they may, and send the others in order", async () => {
  const { stubs, sent, read } = build({ inFlight: 2 });
  const calls = ["a", "b", "c", "d"].map((name) => read(name));
  assertEquals([first(sent), stubs.open], [["a", "b"], 4]);
  stubs.settle({ type: "reply", id: 2 });
  assertEquals(first(sent), ["a", "b", "c"]);
  leave(read("e")); // behind those that wait
  stubs.settle({ type: "reply", id: 1 });
  stubs.settle({ type: "reply", id: 3 });
  assertEquals([first(sent), stubs.open], [["a", "b", "c", "d", "e"], 2]);
  stubs.settle({ type: "reply", id: 4 });
  stubs.settle({ type: "reply", id: 5 });
  await Promise.all(calls);
  leave(read("f")); // what waited is forgotten
  leave(read("g"));
  assertEquals(first(sent).slice(5), ["f", "g"]);
});

Deno.test("stubs keep as many characters of arguments open as they may", () => {
  const argument = "x".repeat(46); // fifty with quotes and brackets
  for (const [openChars, open] of [[100, 2], [99, 1]] as const) {
    const { stubs, sent, read } = build({ openChars });
    for (let i = 0; i < 3; i++) leave(read(argument));
    assertEquals(sent.length, open);
    stubs.settle({ type: "reply", id: 1 });
    assertEquals([sent.length, stubs.open], [open + 1, 2]);
  }
});

Deno.test("stubs send a call that is alone however long it is, and none before one that waits", () => {
  const { stubs, sent, read } = build({ openChars: 10 });
  const names = ["x".repeat(50), "y".repeat(50), "z"];
  for (const name of names) leave(read(name));
  assertEquals(first(sent), [names[0]]);
  stubs.settle({ type: "reply", id: 1 });
  assertEquals(first(sent), [names[0], names[1]]);
  stubs.settle({ type: "reply", id: 2 });
  assertEquals(first(sent), names);
});

Deno.test("stubs are idle when no call is open, those that wait included", async () => {
  const { stubs, read } = build({ inFlight: 1 });
  await stubs.idle();
  leave(read("a"));
  leave(read("b"));
  let idle = false;
  const waiting = stubs.idle().then(() => idle = true);
  stubs.settle({ type: "reply", id: 1 });
  await Promise.resolve();
  assertEquals(idle, false);
  stubs.settle({ type: "reply", id: 2 });
  await waiting;
});

Deno.test("a stub takes arguments up to their limit, and sends none that are longer", async () => {
  const { sent, read } = build({ argumentChars: 100 });
  leave(read("x".repeat(96)));
  assertEquals(sent.length, 1);
  await assertRejects(
    () => read("x".repeat(97)),
    RangeError,
    "Cannot call data.read: its arguments are 101 characters of JSON, the limit is 100: " +
      "split them over several calls",
  );
  await assertRejects(() => read("x".repeat(50), "x".repeat(50)), RangeError, "are 107 ");
  assertEquals(sent.length, 1);
});

Deno.test("a stub takes arguments as deep as a message may nest, and none that are deeper", async () => {
  const { sent, read } = build();
  const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
  leave(read(nested(998))); // the message and its list of arguments are two levels
  assertEquals(sent.length, 1);
  await assertRejects(
    () => read(nested(999)),
    TypeError,
    "Cannot call data.read: its arguments are nested more than 1000 levels deep",
  );
});

Deno.test("a stub says which argument can't be sent", async () => {
  const { sent, stubs, read } = build();
  for (
    const [value, message] of [
      [/a"b/gi, 'argument 1 is a RegExp, /a"b/gi: pass a text'],
      [new Set(["a"]), "argument 1 is a Set: spread it into an array"],
      [new Map(), "argument 1 is a Map: spread it into an array"],
    ] as const
  ) {
    await assertRejects(() => read(value), TypeError, `Cannot call data.read: ${message}`);
  }
  await assertRejects(
    () => read(1, Promise.resolve()),
    TypeError,
    'Cannot call data.read: argument 2 is a Promise: put "await" before what makes it',
  );
  const circle: unknown[] = [];
  circle.push(circle);
  for (const argument of [circle, 1n]) {
    const error = await assertRejects(
      () => read(argument),
      TypeError,
      "Cannot call data.read: argument 1 has no JSON form",
    );
    assertInstanceOf(error.cause, TypeError);
  }
  assertEquals([sent.length, stubs.open], [0, 0]);
});

Deno.test("a call that can't be sent is none, and the next one has its number", async () => {
  let broken = true;
  const { sent, stubs, read } = build({}, () => {
    if (broken) throw new RangeError("Maximum call stack size exceeded");
  });
  await assertRejects(() => read("a"), RangeError, "call stack");
  assertEquals(stubs.open, 0);
  broken = false;
  leave(read("b"));
  assertEquals(sent, [{ type: "call", id: 1, method: "data.read", args: ["b"] }]);
});
