import { assertEquals, assertMatch } from "@std/assert";
import { Gatekeeper, LOOPBACK_HOSTS, withoutPort } from "../../src/http/gatekeeper.ts";
import { HttpBench } from "../helpers/http/http_bench.ts";

const PAGE = "https://inspector.example";
const local = new Gatekeeper({ hosts: LOOPBACK_HOSTS, origins: [PAGE] });

function request(host: string | undefined, origin?: string): Request {
  const headers = new Headers(host === undefined ? {} : { host });
  if (origin !== undefined) headers.set("origin", origin);
  // "host" is forbidden in a Request that is made here, not in one that has come.
  return {
    headers,
    method: "POST",
    url: `http://${host ?? "evil.example"}/`,
  } as unknown as Request;
}

Deno.test("Gatekeeper reads the host of HTTP/2, which has no header for it", () => {
  const of = (url: string) => ({ headers: new Headers(), method: "POST", url }) as Request;
  assertEquals(local.refuse(of("https://localhost:8443/mcp")), undefined);
  assertMatch(local.refuse(of("https://evil.example/mcp")) ?? "let in", /--allowed-hosts/);
});

Deno.test("Gatekeeper lets in what is for this machine, under any port", () => {
  for (const host of ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST:80"]) {
    assertEquals(local.refuse(request(host)), undefined, host);
  }
});

Deno.test("Gatekeeper refuses other names: a page's own DNS may point here", () => {
  for (
    const host of [
      undefined,
      "",
      "evil.example",
      "evil.example:8080",
      "localhost.evil.example",
      "127.0.0.1.nip.io:8080",
      "127.0.0.1@evil.example",
      "[::1].evil.example",
      "localhost:8080:9",
    ]
  ) {
    assertMatch(local.refuse(request(host)) ?? `let in: ${host}`, /--allowed-hosts/);
  }
});

Deno.test("Gatekeeper refuses pages, but for those that were named and our own", () => {
  for (const origin of [PAGE, "http://localhost:6274", "http://127.0.0.1:8080"]) {
    assertEquals(local.refuse(request("localhost:8080", origin)), undefined, origin);
  }
  for (
    const origin of [
      "https://evil.example",
      "null",
      "",
      "http://localhost.evil.example",
      `${PAGE}.eu`,
    ]
  ) {
    assertMatch(local.refuse(request("localhost", origin)) ?? `let in: ${origin}`, /--cors/);
  }
});

Deno.test("Gatekeeper without names looks at pages alone", () => {
  const any = new Gatekeeper({ origins: [PAGE] });
  assertEquals(any.refuse(request("code.example")), undefined);
  assertEquals(any.refuse(request("code.example", PAGE)), undefined);
  assertMatch(any.refuse(request("code.example", "https://code.example")) ?? "let in", /--cors/);
});

Deno.test("a page that was named may read answers, and no other", async () => {
  await using bench = new HttpBench({ origins: [PAGE] });
  const preflight = await fetch(bench.url, { method: "OPTIONS", headers: { origin: PAGE } });
  assertEquals(preflight.status, 204);
  assertEquals(preflight.headers.get("access-control-allow-origin"), PAGE);
  assertMatch(preflight.headers.get("access-control-allow-headers")!, /authorization/);
  const own = await fetch(bench.url, {
    method: "OPTIONS",
    headers: { origin: "http://localhost:1" },
  });
  await own.body?.cancel();
  assertEquals([own.status, own.headers.get("access-control-allow-origin")], [405, null]);
  const other = await fetch(bench.url, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example" },
  });
  await other.body?.cancel();
  assertEquals([other.status, other.headers.get("access-control-allow-origin")], [403, null]);
});

Deno.test("withoutPort leaves the name", () => {
  assertEquals(
    ["a:1", "[::1]:80", "[::1]", "A.Example"].map(withoutPort),
    ["a", "[::1]", "[::1]", "a.example"],
  );
});
