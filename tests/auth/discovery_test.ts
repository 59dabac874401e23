import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { oidcHosts, type OidcOptions } from "../../src/auth/oidc_options.ts";
import { OidcResource } from "../../src/auth/oidc.ts";
import { AUDIENCE, Issuer } from "./issuer.ts";

Deno.test("metadata are found by OpenID Connect, then by RFC 8414", async () => {
  await using issuer = Issuer.start("/realms/a");
  await issuer.resource();
  assertEquals(issuer.asked, ["/realms/a/.well-known/openid-configuration", "/keys"]);
  issuer.asked.length = 0;
  issuer.answers.set(
    "/realms/a/.well-known/openid-configuration",
    () => new Response("no", { status: 404 }),
  );
  issuer.answers.set(
    "/.well-known/oauth-authorization-server/realms/a",
    () => Response.json({ issuer: issuer.url, jwks_uri: `${issuer.origin}/keys` }),
  );
  const resource = await issuer.resource();
  assertEquals((await resource.authenticate(await issuer.bearer())).type, "known");
  assertEquals(issuer.asked[1], "/.well-known/oauth-authorization-server/realms/a");
});

Deno.test("an issuer that ends in a slash has its metadata where others have theirs", async () => {
  await using issuer = Issuer.start("/");
  issuer.answers.set(
    "/.well-known/openid-configuration",
    () => Response.json({ issuer: issuer.url, jwks_uri: `${issuer.origin}/keys` }),
  );
  const resource = await issuer.resource();
  assertEquals((await resource.authenticate(await issuer.bearer())).type, "known");
});

Deno.test("an issuer that calls itself otherwise stops the start", async () => {
  await using issuer = Issuer.start();
  for (const other of [`${issuer.url}/`, "https://other.example", undefined, ["x"]]) {
    issuer.metadata = { issuer: other };
    await assertRejects(() => issuer.resource(), Error, "must be written exactly as its metadata");
  }
});

Deno.test("keys on another origin are read where the option names them alone", async () => {
  await using issuer = Issuer.start();
  await using keys = Issuer.start();
  for (const uri of [`${keys.origin}/keys`, "/keys", "file:///keys", undefined, 7]) {
    issuer.metadata = { jwks_uri: uri };
    await assertRejects(() => issuer.resource(), Error, "say so with --oidc-jwks-url");
  }
  assertEquals(keys.asked, []);
  const resource = await issuer.resource({ jwksUrl: `${keys.origin}/keys` });
  assertEquals((await resource.authenticate(await issuer.bearer())).type, "known");
  assertEquals([keys.keyReads, issuer.keyReads], [1, 0]);
});

Deno.test("an issuer that says nothing of use stops the start, and both places are named", async () => {
  await using issuer = Issuer.start();
  const path = "/.well-known/openid-configuration";
  const odd: Record<string, () => Response> = {
    "status 404": () => new Response("no", { status: 404 }),
    "status 302": () => new Response(null, { status: 302, headers: { location: "/other" } }),
    "not JSON": () => new Response("x"),
    "no object": () => Response.json(null),
    "larger than": () => new Response(" ".repeat(512 * 1_024 + 1)),
  };
  for (const [expected, answer] of Object.entries(odd)) {
    issuer.answers.set(path, answer);
    const error = await assertRejects(() => issuer.resource(), Error, expected);
    assertStringIncludes(error.message, "/.well-known/oauth-authorization-server");
  }
  assertEquals(issuer.asked.includes("/other"), false);
  issuer.answers.delete(path);
  issuer.answers.set("/keys", () => new Response("no", { status: 500 }));
  await assertRejects(() => issuer.resource(), Error, "it answers with status 500");
  assertEquals(issuer.told, []);
});

Deno.test("people hear that clients which the issuer does not know cannot log in", async () => {
  await using issuer = Issuer.start();
  await issuer.resource();
  issuer.metadata = {
    registration_endpoint: undefined,
    client_id_metadata_document_supported: true,
  };
  await issuer.resource();
  assertEquals(issuer.told, []);
  issuer.metadata = {
    registration_endpoint: undefined,
    client_id_metadata_document_supported: "no",
  };
  await issuer.resource();
  assertEquals(issuer.told.length, 1);
  assertStringIncludes(issuer.told[0]!, "claude.ai");
});

Deno.test("what clients learn is made of the public URL", async () => {
  await using issuer = Issuer.start();
  const { resource } = await issuer.resource({ scope: "run  read" });
  assertEquals(resource, {
    metadataUrl: "https://code.example/.well-known/oauth-protected-resource/mcp",
    paths: [
      "/.well-known/oauth-protected-resource",
      "/.well-known/oauth-protected-resource/mcp",
    ],
    metadata: {
      resource: AUDIENCE,
      authorization_servers: [issuer.url],
      bearer_methods_supported: ["header"],
      scopes_supported: ["run", "read"],
    },
    scope: "run read",
  });
  const bare = await issuer.resource({ publicUrl: "https://code.example" });
  assertEquals(bare.resource, {
    metadataUrl: "https://code.example/.well-known/oauth-protected-resource",
    paths: ["/.well-known/oauth-protected-resource"],
    metadata: {
      resource: "https://code.example",
      authorization_servers: [issuer.url],
      bearer_methods_supported: ["header"],
    },
  });
});

const GOOD: OidcOptions = {
  issuer: "https://id.example",
  audience: AUDIENCE,
  publicUrl: AUDIENCE,
  fetch: () => Promise.reject(new Error("nothing is asked")),
};

const WRONG: [Partial<OidcOptions>, string][] = [
  [{ issuer: "id.example" }, "is no URL"],
  [{ issuer: "https://id.example " }, "is no URL"],
  [{ issuer: "http://id.example" }, "must begin with https://"],
  [{ issuer: "http://localhost.example" }, "must begin with https://"],
  [{ issuer: "http://127.0.0.1.example" }, "must begin with https://"],
  [{ issuer: "file:///etc" }, "must begin with https://"],
  [{ issuer: "https://a:b@id.example" }, "must hold no password"],
  [{ issuer: "https://id.example?a" }, 'must hold neither "?" nor "#"'],
  [{ issuer: "https://id.example#" }, 'must hold neither "?" nor "#"'],
  [{ publicUrl: "http://code.example/mcp" }, "The public URL"],
  [{ publicUrl: "https://code.example/mcp?a" }, "The public URL"],
  [{ jwksUrl: "http://id.example/keys" }, "The URL of the issuer's keys"],
  [{ audience: "" }, "The audience must not be empty"],
  [{ tenantClaim: " " }, "The tenant claim must not be empty"],
  [{ algorithms: ["RS256", "HS256"] }, 'received "HS256"'],
  [{ algorithms: ["none"] }, 'received "none"'],
  [{ algorithms: [] }, "must be signed by key pairs"],
];

Deno.test("options that cannot be used stop the start before anything is asked", async () => {
  for (const [wrong, expected] of WRONG) {
    await assertRejects(() => OidcResource.open({ ...GOOD, ...wrong }), Error, expected);
  }
  const loopback = [
    "http://localhost:1",
    "http://127.0.0.1",
    "http://[::1]:1",
    "https://id.example",
  ];
  for (const issuer of loopback) {
    const more = { issuer, jwksUrl: "https://keys.example/?a=b" };
    await assertRejects(() => OidcResource.open({ ...GOOD, ...more }), Error, "nothing is asked");
  }
});

Deno.test("the hosts that are asked are known before", () => {
  const hosts = (issuer: string, jwksUrl?: string) =>
    oidcHosts({ ...GOOD, issuer, ...jwksUrl === undefined ? {} : { jwksUrl } });
  assertEquals(hosts("https://id.example/realms/a"), ["id.example:443"]);
  assertEquals(hosts("https://id.example:8443", "https://id.example:8443/k"), ["id.example:8443"]);
  assertEquals(hosts("http://[::1]", "https://keys.example/k"), ["[::1]:80", "keys.example:443"]);
});
