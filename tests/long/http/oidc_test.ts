import { assertEquals, assertMatch } from "@std/assert";
import { AUDIENCE, Issuer } from "../../auth/issuer.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";

const ADD = (name: string) =>
  `await memory.createEntities([{ name: "${name}", entityType: "Secret", observations: [] }]);
return (await memory.readGraph()).entities.map((e) => e.name);`;

Deno.test("the users of an issuer have a memory each, and forged tokens none", async () => {
  await using issuer = Issuer.start();
  await using server = await HttpProcess.start([
    ...["--oidc-issuer", issuer.url, "--public-url", AUDIENCE, "--allowed-hosts", "127.0.0.1"],
  ]);
  const run = async (claims: Record<string, unknown>, code: string) => {
    const authorization = await issuer.bearer(claims);
    return await server.run(code, { headers: { authorization } });
  };
  assertEquals((await run({ sub: "anna" }, ADD("of anna"))).result, ["of anna"]);
  assertEquals((await run({ sub: "ben" }, ADD("of ben"))).result, ["of ben"]);
  assertEquals((await run({ sub: "anna" }, ADD("more"))).result, ["of anna", "more"]);

  const hour = 3_600;
  const now = Math.floor(Date.now() / 1_000);
  for (
    const claims of [
      { sub: "anna", aud: "https://other.example" },
      { sub: "anna", aud: undefined },
      { sub: "anna", iss: "http://127.0.0.1:1" },
      { sub: "anna", exp: now - hour },
      { sub: "anna", nbf: now + hour },
      { sub: undefined },
    ]
  ) {
    const authorization = await issuer.bearer(claims);
    const response = await server.send("return 1", { headers: { authorization } });
    assertEquals(response.status, 401, JSON.stringify(claims));
    assertMatch(
      response.headers.get("www-authenticate")!,
      /^Bearer error="invalid_token", resource_metadata="https:\/\/code\.example\/\.well-known\/oauth-protected-resource\/mcp"/,
    );
    await response.body?.cancel();
  }
  const metadata = await fetch(new URL("/.well-known/oauth-protected-resource/mcp", server.url));
  const { resource, authorization_servers } = await metadata.json();
  assertEquals([resource, authorization_servers], [AUDIENCE, [issuer.url]]);
  assertEquals(`${server.stdout}${server.stderr}`.includes("eyJ"), false, "no token is logged");
});
