import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Busy } from "../../src/http/busy.ts";
import { call, HttpBench, INITIALIZE, knows, messagesOf } from "../helpers/http/http_bench.ts";

const SOON_MS = 2_000;

async function until(condition: () => boolean): Promise<void> {
  const from = performance.now();
  while (!condition()) {
    assertLess(performance.now() - from, SOON_MS, "it takes too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("the SDK's client lists and calls, hears of progress, and leaves nothing open", async () => {
  await using bench = new HttpBench();
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(bench.url)));
  assertEquals((await client.listTools()).tools.map(({ name }) => name), ["who", "wait"]);
  const notes: unknown[] = [];
  const result = await client.callTool({ name: "wait", arguments: { ms: 20 } }, undefined, {
    onprogress: (note) => notes.push(note),
  });
  assertEquals(result.content, [{ type: "text", text: "waited" }]);
  assertEquals(notes, [{ progress: 1, message: "waiting" }]);
  await client.close();
  await until(() => bench.open === 0);
});

Deno.test("calls are answered by a stream, all else by JSON", async () => {
  await using bench = new HttpBench();
  const answers = [
    await bench.post(INITIALIZE),
    await bench.post({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    await bench.post(call(2, "who")),
  ];
  assertEquals(answers.map(({ headers }) => headers.get("content-type")), [
    "application/json",
    "application/json",
    "text/event-stream",
  ]);
  const messages = await Promise.all(answers.map(messagesOf));
  assertEquals(messages.map(([message]) => message.id), [0, 1, 2]);
  assertEquals(messages[2]![0].result.content[0].text, "anybody");
});

Deno.test("a client that closes the stream takes its request back", async () => {
  await using bench = new HttpBench();
  const leave = new AbortController();
  const response = await bench.post(call(1, "wait", { ms: 60_000 }), { signal: leave.signal });
  leave.abort();
  await response.text().catch(() => {});
  await until(() => bench.ends.length === 1);
  assertEquals(bench.ends, ["taken back"]);
  await until(() => bench.open === 0);
});

Deno.test("a notification takes back a request of the same session, and of no other", async () => {
  await using bench = new HttpBench({ authenticator: knows({ a: "A", b: "B" }) });
  const sessionOf = async (token: string) => {
    const response = await bench.post(INITIALIZE, { headers: authorized(token) });
    await response.body?.cancel();
    return { ...authorized(token), "mcp-session-id": response.headers.get("mcp-session-id")! };
  };
  const [a, other, b] = [await sessionOf("a"), await sessionOf("a"), await sessionOf("b")];
  const responses = await Promise.all(
    [a, other, b].map((headers) => bench.post(call(7, "wait", { ms: 1_000 }), { headers })),
  );
  const cancelled = {
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId: 7 },
  };
  const { status } = await bench.post(cancelled, { headers: a });
  assertEquals(status, 202);
  const texts = await Promise.all(responses.map((response) => response.text()));
  assertEquals(texts.map((text) => /"text":"(.*?)"/.exec(text)?.[1]), [
    undefined,
    "waited",
    "waited",
  ]);
  assertEquals(bench.ends, ["taken back", "waited", "waited"]);
});

Deno.test("a request that is taken back before its server is there does not begin", async () => {
  let opening = Promise.resolve();
  const bench: HttpBench = new HttpBench({
    serve: async (caller) => {
      await opening;
      return bench.serverFor(caller);
    },
  });
  await using _bench = bench;
  const begun = await bench.post(INITIALIZE);
  await begun.body?.cancel();
  const headers = { "mcp-session-id": begun.headers.get("mcp-session-id")! };
  await until(() => bench.open === 0);

  const opened = Promise.withResolvers<void>();
  opening = opened.promise;
  const taken = bench.post(call(9, "wait", { ms: 60_000 }), { headers });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const params = { requestId: 9 };
  await bench.post({ jsonrpc: "2.0", method: "notifications/cancelled", params }, { headers });
  opened.resolve();
  assertEquals((await taken).status, 204);
  await until(() => bench.open === 0);
  assertEquals(bench.ends, []);
});

Deno.test("a session of another credential, or an invented one, is not found", async () => {
  await using bench = new HttpBench({ authenticator: knows({ a: "A", b: "B" }) });
  const begun = await bench.post(INITIALIZE, { headers: authorized("a") });
  await begun.body?.cancel();
  const session = begun.headers.get("mcp-session-id")!;
  const status = async (token: string, session: string) => {
    const headers = { ...authorized(token), "mcp-session-id": session };
    const response = await bench.post(call(1, "who"), { headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("a", session), 200);
  for (const wrong of ["x", `${session}x`, `x${session}`, "a.b.c", "x".repeat(5_000)]) {
    assertEquals(await status("a", wrong), 404, wrong.slice(0, 60));
  }
  assertEquals(await status("b", session), 404);
});

Deno.test("two clients with the same ids get each their own", async () => {
  await using bench = new HttpBench({ authenticator: knows({ a: "A", b: "B" }) });
  const tokens = Array.from({ length: 40 }, (_, index) => index % 2 ? "a" : "b");
  const answers = await Promise.all(
    tokens.map((token) => bench.post(call(1, "who"), { headers: authorized(token) })),
  );
  const tenants = await Promise.all(answers.map(async (response) => {
    const [message] = await messagesOf(response);
    return message.result.content[0].text;
  }));
  assertEquals(tenants, tokens.map((token) => token.toUpperCase()));
});

Deno.test("without a credential, or with a wrong one, nothing is served", async () => {
  await using bench = new HttpBench({ authenticator: knows({ a: "A" }) });
  const missing = await bench.post(call(1, "who"));
  assertEquals([missing.status, missing.headers.get("www-authenticate")], [401, "Bearer"]);
  const wrong = await bench.post(call(1, "who"), { headers: authorized("guess") });
  assertEquals([wrong.status, wrong.headers.get("www-authenticate")], [
    401,
    'Bearer error="invalid_token"',
  ]);
  assertEquals((await messagesOf(wrong))[0].error.message, "This token is not known");
  await missing.body?.cancel();
  assertEquals(bench.callers, []);
  const discovery = new URL("/.well-known/oauth-protected-resource", bench.url);
  const { status, body } = await fetch(discovery);
  await body?.cancel();
  assertEquals(status, 404, "clients would look for a login");
});

Deno.test("where a login is, refused clients hear where, and what they need", async () => {
  const resource = {
    metadataUrl: "https://x.example/.well-known/oauth-protected-resource/mcp",
    paths: ["/.well-known/oauth-protected-resource"],
    metadata: { resource: "https://x.example/mcp" },
    scope: "memory",
  };
  const authenticator = {
    resource,
    authenticate: (text: string | null) =>
      Promise.resolve(
        text === null
          ? { type: "missing" as const }
          : { type: "forbidden" as const, why: "It has no scope memory", scope: "memory" },
      ),
  };
  await using bench = new HttpBench({ authenticator });
  const missing = await bench.post(call(1, "who"));
  const forbidden = await bench.post(call(1, "who"), { headers: authorized("x") });
  for (const { body } of [missing, forbidden]) await body?.cancel();
  const where = `resource_metadata="${resource.metadataUrl}", scope="memory"`;
  assertEquals(
    [missing, forbidden].map(({ status, headers }) => [status, headers.get("www-authenticate")]),
    [[401, `Bearer ${where}`], [403, `Bearer error="insufficient_scope", ${where}`]],
  );
  const metadata = await fetch(new URL(resource.paths[0]!, bench.url));
  assertEquals(await metadata.json(), resource.metadata);
});

Deno.test("a credential that cannot be judged now is not called wrong", async () => {
  const why = "The issuer cannot be reached";
  const authenticator = {
    authenticate: () => Promise.resolve({ type: "unavailable" as const, why }),
  };
  await using bench = new HttpBench({ authenticator });
  const response = await bench.post(call(1, "who"), { headers: authorized("x") });
  assertEquals([response.status, response.headers.get("retry-after")], [503, "5"]);
  assertEquals((await response.json()).error.message, why);
});

Deno.test("what is no request is refused in words", async () => {
  await using bench = new HttpBench();
  const cases: [unknown, number, RegExp][] = [
    ["{", 400, /not JSON/],
    ["[1]", 400, /one message/],
    ['"text"', 400, /one message/],
    ["null", 400, /one message/],
    [{}, 400, /one message/],
    [{ jsonrpc: "2.0", id: 1, method: 5 }, 400, /one message/],
    [{ method: "notifications/initialized" }, 400, /one message/],
    [{ jsonrpc: "2.0", id: { a: 1 }, method: "ping" }, 400, /Invalid JSON-RPC/],
    ["", 400, /not JSON/],
    ["x".repeat(2 * 2 ** 20 + 1), 413, /longer than 2 MiB/],
    ["[".repeat(1_000_000), 400, /not JSON/],
  ];
  for (const [body, status, message] of cases) {
    const response = await bench.post(body);
    assertEquals(response.status, status, String(body).slice(0, 20));
    assertMatch((await response.json()).error.message, message);
  }
  for (
    const [path, method, status] of [
      ["/mcp", "GET", 405],
      ["/mcp", "DELETE", 405],
      ["/mcp", "PUT", 405],
      ["/mcp", "OPTIONS", 405],
      ["/", "GET", 404],
      ["/healthz", "POST", 405],
    ] as const
  ) {
    const response = await fetch(new URL(path, bench.url), { method });
    await response.body?.cancel();
    assertEquals(response.status, status, `${method} ${path}`);
  }
  const broken = await bench.post(new Uint8Array([0xff, 0xfe]) as unknown as string);
  await broken.body?.cancel();
  const version = await bench.post(call(1, "who"), {
    headers: { "mcp-protocol-version": "1999-01-01" },
  });
  await version.body?.cancel();
  assertEquals(version.status, 400);
  await until(() => bench.open === 0);
  assertEquals(bench.said, []);
});

Deno.test("who may not yet be served hears when", async () => {
  await using bench = new HttpBench({
    serve: () => Promise.reject(new Busy("Too many requests: try again in 7 s", 7)),
  });
  const response = await bench.post(call(1, "who"));
  assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
  assertEquals((await response.json()).error.message, "Too many requests: try again in 7 s");
});

Deno.test("a fault of ours is answered without its words, which people hear", async () => {
  await using bench = new HttpBench({ serve: () => Promise.reject(new Error("/secret/path")) });
  const response = await bench.post(call(1, "who"));
  assertEquals(response.status, 500);
  assert(!(await response.text()).includes("secret"));
  assertEquals(bench.said, ["a request failed: Error: /secret/path"]);
});

Deno.test("drain waits for what is under way", async () => {
  const bench = new HttpBench();
  const running = bench.post(call(1, "wait", { ms: 300 }));
  await until(() => bench.open === 1);
  const drained = bench.server.drain();
  const [message] = await messagesOf(await running);
  assertEquals(message.result.content[0].text, "waited");
  await drained;
});

function authorized(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
