import { assertEquals, assertRejects } from "@std/assert";
import { DirectRequests } from "../../src/upstream/direct_requests.ts";

// deno-lint-ignore no-explicit-any -- what was sent is compared, not used
function connection(): { sent: any[]; requests: DirectRequests } {
  const sent: unknown[] = [];
  const requests = new DirectRequests((message) => Promise.resolve(void sent.push(message)));
  return { sent, requests };
}

Deno.test("DirectRequests gives each request its own answer, in whatever order they come", async () => {
  const { sent, requests } = connection();
  const answers = [1, 2].map((n) => requests.request("tools/call", { n }, 1_000));
  assertEquals(sent.map(({ params }) => params), [{ n: 1 }, { n: 2 }]);
  for (const { id, params } of sent.toReversed()) {
    assertEquals(requests.receive({ jsonrpc: "2.0", id, result: params.n * 10 }), true);
  }
  assertEquals(await Promise.all(answers), [10, 20]);
});

Deno.test("DirectRequests leaves everything that answers none of its requests", () => {
  const { requests } = connection();
  const others = [
    ...[null, 42, "noise", [], {}, { id: 0, result: 1 }, { id: "a", result: 1 }],
    { method: "notifications/message" },
    { id: 2 ** 32, method: "ping" },
  ];
  for (const message of others) assertEquals(requests.receive(message), false);
});

Deno.test("DirectRequests tells what the server answered, that it was late, or that it is gone", async () => {
  const { sent, requests } = connection();
  const refused = requests.request("tools/call", {}, 1_000);
  requests.receive({ id: sent[0].id, error: { code: -32602, message: "No such tool" } });
  await assertRejects(() => refused, Error, "No such tool");
  const odd = requests.request("tools/call", {}, 1_000);
  requests.receive({ id: sent[1].id, error: null });
  await assertRejects(() => odd, Error);
  await assertRejects(() => requests.request("tools/call", {}, 1), Error, "Request timed out");
  const open = requests.request("tools/call", {}, 1_000);
  requests.close();
  await assertRejects(() => open, Error, "Connection closed");
});

Deno.test("DirectRequests tells when a request could not be sent", async () => {
  const requests = new DirectRequests(() => Promise.reject(new Error("the pipe is broken")));
  await assertRejects(() => requests.request("tools/call", {}, 1_000), Error, "the pipe is broken");
});
