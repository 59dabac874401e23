import { assertEquals, assertMatch } from "@std/assert";
import { Flood } from "../../../src/upstream/incoming/flood.ts";
import { idIn, Inbox } from "../../../src/upstream/incoming/inbox.ts";
import { fits } from "../../../src/upstream/incoming/json_extent.ts";

/** An inbox that awaits the answers to requests 1 to 3. */
function inbox(): Inbox {
  const inbox = new Inbox();
  for (const id of [1, 2, 3]) inbox.sent({ jsonrpc: "2.0", id, method: "tools/call" });
  return inbox;
}

const read = (message: unknown, of = inbox()) => of.read(JSON.stringify(message));
const base = { jsonrpc: "2.0" } as const;

Deno.test("an answer is taken once, for a request that awaits it, and made anew", () => {
  const one = inbox();
  const message = { ...base, id: 1, result: { a: 1 } };
  assertEquals(read({ ...message, more: 1 }, one), { kind: "answer", message });
  assertEquals(read(message, one).kind, "noise");
  assertEquals(read({ ...message, id: "2" }, one).kind, "answer");
  for (const id of [77, "x", null, undefined, [3], { id: 3 }]) {
    assertEquals(read({ ...message, id }, one).kind, "noise");
  }
  one.sent({ ...base, method: "notifications/cancelled", params: { requestId: 3 } });
  assertEquals([one.awaits(3), read({ ...message, id: 3 }, one).kind], [false, "noise"]);
});

Deno.test("a request is settled by its answer, our refusal and its cancellation, and when it was never sent", async () => {
  const one = inbox();
  const settled: number[] = [];
  for (const id of [1, 2, 3, 4]) one.settled(id).then(() => settled.push(id));
  await one.settled(77);
  assertEquals(settled, [4]);
  one.sent({ ...base, method: "notifications/cancelled", params: { requestId: 3 } });
  one.refuse(2, -1, "no");
  read({ ...base, id: 1, result: {} }, one);
  await one.settled(1);
  assertEquals(settled, [4, 3, 2, 1]);
});

Deno.test("an answer of wrong shape, or with a code that means something to us, is an error of the server", () => {
  const error = (error: unknown, more = {}) => {
    const incoming = read({ ...base, id: 1, error, ...more });
    return "message" in incoming && "error" in incoming.message && incoming.message.error;
  };
  const odd = { code: -32_011, message: "it is neither a result nor an error" };
  for (const wrong of [undefined, "x", {}, { code: 1 }, { message: 5 }]) {
    assertEquals(error(wrong), odd);
  }
  for (const result of ["x", 1, null, [1]]) assertEquals(error(undefined, { result }), odd);
  assertEquals(error({ code: 5, message: "no" }), { code: 5, message: "no" });
  for (const code of [-32_000, -32_001, -32_010, -32_011, "x", 1.5]) {
    assertEquals(error({ code, message: "no" }), { code: -32_099, message: "no" });
  }
  const { message } = error({ code: 5, message: "x".repeat(9_000) }) as { message: string };
  assertEquals(message.length, 2_000);
});

Deno.test("questions that we answer are passed on, of notifications one, and everything else is noise", () => {
  assertEquals(read({ ...base, id: "q", method: "roots/list", params: 5 }), {
    kind: "question",
    message: { ...base, id: "q", method: "roots/list" },
  });
  assertEquals(read({ ...base, id: 1, method: "sampling/createMessage" }), {
    kind: "unknown",
    id: 1,
  });
  assertEquals(read({ ...base, method: "notifications/tools/list_changed" }).kind, "changed");
  assertEquals(read({ ...base, id: "q".repeat(201), method: "ping" }).kind, "noise");
  for (const other of [{ ...base, method: "notifications/message" }, [], null, 5, "x", {}]) {
    assertEquals(read(other).kind, "noise");
  }
  assertEquals(inbox().read("garbage {").kind, "noise");
});

Deno.test("an answer that nests or divides too much is refused unparsed, for its request alone", () => {
  const of = inbox();
  const line = (id: number, value: string) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"a":${value}}}`;
  const deep = "[".repeat(600) + "]".repeat(600);
  const wide = `[${"0,".repeat(600_000)}0]`;
  for (const [id, value] of [[1, deep], [2, wide]] as const) {
    const incoming = of.read(line(id, value));
    assertMatch(JSON.stringify(incoming), /"code":-32011,"message":"it has more than/);
    assertEquals(of.read(line(id, "1")).kind, "noise");
  }
  assertEquals(of.read(line(3, "1")).kind, "answer");
  assertEquals(of.read(deep).kind, "noise");
});

Deno.test("the id of an answer that is not parsed stands at one of its ends", () => {
  assertEquals(idIn('{"jsonrpc":"2.0","id":12,"result":'), 12);
  assertEquals(idIn('{"result":{},"jsonrpc":"2.0","id":12}'), 12);
  assertEquals(idIn('{"result":{"id":12},"jsonrpc":"2.0"}'), undefined);
});

Deno.test("fits() counts levels and entries outside of texts", () => {
  const most = { depth: 2, entries: 5 };
  for (const text of ["1", "[1,2,3]", "[[1,2]]", '"[[[[,,,,,,"', '["\\"[[[[,,,,,"]', "]]]]"]) {
    assertEquals(fits(text, most), true, text);
  }
  for (const text of ["[[[1]]]", "[1,2,3,4,5]", '[{"a":[]}]', "[[],[],[]]", '["\\\\",1,2,3,4]']) {
    assertEquals(fits(text, most), false, text);
  }
});

Deno.test("a flood is more messages or characters than a limit within its time", async () => {
  const flood = new Flood({ messages: 2, chars: 2 ** 20, withinMs: 50 });
  assertEquals([flood.add(1), flood.add(1)], [undefined, undefined]);
  assertMatch(flood.add(1)!, /^it sent more than 2 messages within 0\.05 s/);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assertEquals(flood.add(2 ** 20), undefined);
  assertMatch(flood.add(1)!, /more than 1 MB/);
});
