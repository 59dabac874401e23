import { assertEquals, assertThrows } from "@std/assert";
import { resolve } from "node:path";
import { httpSettings } from "../../../src/cli/http/http_settings.ts";
import { hostPort, listenAddress } from "../../../src/cli/http/listen_address.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";

function settings(flags: Record<string, string>, memoryFile?: string) {
  const values = new Map(Object.entries({ http: "127.0.0.1:8080", ...flags }));
  return httpSettings({ values, ...(memoryFile === undefined ? {} : { memoryFile }) });
}

function refused(flags: Record<string, string>, message: string, memoryFile?: string): void {
  assertThrows(() => settings(flags, memoryFile), UsageError, message);
}

const OIDC = { "oidc-issuer": "https://id.example", "public-url": "https://code.example/mcp" };

Deno.test("listenAddress reads names and addresses, and knows this machine's own", () => {
  for (
    const [text, hostname, port, isLoopback] of [
      ["127.0.0.1:8080", "127.0.0.1", 8080, true],
      ["127.8.0.1:1", "127.8.0.1", 1, true],
      ["localhost:0", "localhost", 0, true],
      ["[::1]:443", "::1", 443, true],
      ["0.0.0.0:80", "0.0.0.0", 80, false],
      ["[::]:80", "::", 80, false],
      ["127.0.0.1.evil.example:80", "127.0.0.1.evil.example", 80, false],
      ["localhost.evil.example:80", "localhost.evil.example", 80, false],
    ] as const
  ) {
    assertEquals(listenAddress(text), { hostname, port, isLoopback });
    assertEquals(hostPort(listenAddress(text)), text);
  }
  for (
    const text of [
      "",
      "8080",
      ":8080",
      "localhost",
      "a:b",
      "a:99999",
      "a b:1",
      "http://a:1",
      "::1:80",
    ]
  ) {
    assertThrows(() => listenAddress(text), UsageError, "HOST:PORT");
  }
});

Deno.test("serve --http on loopback needs no credential, and answers to its own names alone", () => {
  assertEquals(settings({}), {
    address: { hostname: "127.0.0.1", port: 8080, isLoopback: true },
    hosts: ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"],
    origins: [],
  });
  assertEquals(settings({ "allowed-hosts": "a.example:81, B.example" }).hosts!.slice(4), [
    "a.example",
    "b.example",
  ]);
});

Deno.test("serve --http refuses to start where other machines could come in without a credential", () => {
  for (const http of ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "code.example:80"]) {
    refused({ http }, "Other machines reach this address");
  }
  assertEquals(settings({ http: "0.0.0.0:8080", tokens: "t.jsonl" }).credentials, {
    type: "tokens",
    path: resolve("t.jsonl"),
  });
});

Deno.test("with a credential any name may be used, unless some are named", () => {
  const http = "0.0.0.0:8080";
  assertEquals(settings({ http, tokens: "t" }).hosts, undefined);
  assertEquals(settings({ http, ...OIDC }).hosts, undefined);
  assertEquals(settings({ http, ...OIDC, "allowed-hosts": "10.0.0.7" }).hosts, [
    "code.example",
    "10.0.0.7",
  ]);
});

Deno.test("serve --http takes tokens or an issuer, and each tenant has its own memory", () => {
  refused({ ...OIDC, tokens: "t" }, "--tokens or --oidc-issuer");
  refused({ "oidc-issuer": "https://id.example" }, "needs --public-url");
  refused({ ...OIDC, "public-url": "code.example" }, "needs --public-url");
  refused({ "oidc-scope": "x" }, '"--oidc-scope" needs --oidc-issuer');
  refused({ tokens: "t" }, "--tenants-dir", "/tmp/memory.jsonl");
  assertEquals(settings({ ...OIDC, "oidc-scope": "memory", "tenant-claim": "team" }).credentials, {
    type: "oidc",
    issuer: "https://id.example",
    audience: "https://code.example/mcp",
    publicUrl: "https://code.example/mcp",
    scope: "memory",
    tenantClaim: "team",
  });
});

Deno.test("serve --http takes a certificate with its key, and whole origins", () => {
  refused({ "tls-cert": "c.pem" }, "need each other");
  assertEquals(settings({ "tls-cert": "c.pem", "tls-key": "k.pem" }).tls, {
    cert: resolve("c.pem"),
    key: resolve("k.pem"),
  });
  assertEquals(settings({ cors: "https://a.example,http://localhost:6274" }).origins, [
    "https://a.example",
    "http://localhost:6274",
  ]);
  for (const cors of ["*", "a.example", "https://a.example/", "null"]) refused({ cors }, "--cors");
});
