import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { base64url, SignJWT } from "jose";
import type { Verdict } from "../../src/auth/principal.ts";
import { digestOf } from "../../src/auth/token.ts";
import { AUDIENCE, Issuer, OTHERS, PUBLIC_PEM, RS256 } from "./issuer.ts";

const text = (value: string) => new TextEncoder().encode(value);
const now = () => Math.floor(Date.now() / 1_000);
const why = (verdict: Verdict) =>
  "why" in verdict ? `${verdict.type}: ${verdict.why}` : verdict.type;

Deno.test("a token of the issuer lets in its subject, as a tenant of that issuer", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  const tenant = `${issuer.url} u1`;
  assertEquals(await resource.authenticate(await issuer.bearer()), {
    type: "known",
    principal: { tenant, credential: (await digestOf(tenant)).slice(0, 32), policy: {} },
  });
  // A token is renewed; who sends it stays who it is.
  const one = await resource.authenticate(await issuer.bearer({ exp: now() + 60 }));
  const other = await resource.authenticate(await issuer.bearer({ sub: "u2" }));
  assertEquals(one.type === "known" && one.principal.tenant, tenant);
  assertNotEquals(one, other);
  assertEquals(issuer.told, []);
});

for (const by of OTHERS) {
  Deno.test(`a token by ${by.alg} is good; where it is not in the list, it is refused`, async () => {
    await using issuer = Issuer.start();
    issuer.keys = [RS256, ...OTHERS];
    const bearer = await issuer.bearer({}, { by });
    assertEquals((await (await issuer.resource()).authenticate(bearer)).type, "known");
    const strict = await issuer.resource({ algorithms: ["RS256"] });
    assertEquals(
      why(await strict.authenticate(bearer)),
      "refused: The token is signed in a way that is not allowed",
    );
  });
}

const HERE = "is not what it must be here";
const CLAIMS: Record<string, [Record<string, unknown>, string]> = {
  "another audience": [{ aud: "https://other.example" }, `The token's "aud" ${HERE}`],
  "an audience that begins as ours": [{ aud: `${AUDIENCE}/x` }, `The token's "aud" ${HERE}`],
  "no audience": [{ aud: undefined }, 'The token has no "aud", which it must have'],
  "another issuer": [{ iss: "https://other.example" }, `The token's "iss" ${HERE}`],
  "no issuer": [{ iss: undefined }, 'The token has no "iss", which it must have'],
  "no end": [{ exp: undefined }, 'The token has no "exp", which it must have'],
  "an end that is no number": [{ exp: "later" }, `The token's "exp" ${HERE}`],
  "an end that is over": [{ exp: now() - 31 }, "The token has expired"],
  "a beginning in the future": [{ nbf: now() + 60 }, `The token's "nbf" ${HERE}`],
  "a making in the future": [{ iat: now() + 60 }, "The token is not yet made"],
  "no subject": [{ sub: undefined }, 'The token has no "sub", which it must have'],
  "an empty subject": [{ sub: " " }, `The token's "sub" ${HERE}`],
  "a subject that is a list": [{ sub: ["u1"] }, `The token's "sub" ${HERE}`],
  "a long subject": [{ sub: "x".repeat(256) }, `The token's "sub" ${HERE}`],
  "a subject with control characters": [{ sub: "u1\n" }, `The token's "sub" ${HERE}`],
};

Deno.test("a token whose claims are not as they must be is refused, and why is said", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  for (const [what, [claims, expected]] of Object.entries(CLAIMS)) {
    const verdict = await resource.authenticate(await issuer.bearer(claims));
    assertEquals(why(verdict), `refused: ${expected}`, what);
  }
});

Deno.test("clocks may differ by half a minute; one of many audiences is enough", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  const good = [
    { exp: now() - 20, nbf: now() + 20, iat: now() + 20 },
    { aud: ["https://other.example", AUDIENCE] },
    { iat: undefined },
    { sub: "x".repeat(255) },
  ];
  for (const claims of good) {
    assertEquals((await resource.authenticate(await issuer.bearer(claims))).type, "known");
  }
});

Deno.test("tokens of other kinds are refused by their type", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  for (const typ of ["JWT", "jwt", "at+jwt", "application/at+jwt", undefined]) {
    const bearer = await issuer.bearer({}, { header: { typ } as Record<string, string> });
    assertEquals((await resource.authenticate(bearer)).type, "known", typ);
  }
  for (const typ of ["logout+jwt", "dpop+jwt", "JOSE", "xat+jwt", ""]) {
    const verdict = await resource.authenticate(await issuer.bearer({}, { header: { typ } }));
    assertStringIncludes(why(verdict), 'refused: The token\'s "typ"', typ);
  }
});

Deno.test("no token without a signature, by a secret, or by the public key as a secret", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  const good = (await issuer.bearer()).slice("Bearer ".length);
  const [, payload = "", signature] = good.split(".");
  const head = (header: object) => base64url.encode(JSON.stringify({ kid: RS256.kid, ...header }));
  const claims = { iss: issuer.url, aud: AUDIENCE, sub: "u1", iat: now(), exp: now() + 300 };
  const byHmac = (secret: Uint8Array) =>
    new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: RS256.kid }).sign(secret);
  const notAllowed = "refused: The token is signed in a way that is not allowed";
  const cases: [string, string][] = [
    [`${head({ alg: "none" })}.${payload}.`, notAllowed],
    [`${head({ alg: "nOnE" })}.${payload}.${signature}`, notAllowed],
    [await byHmac(text(PUBLIC_PEM)), notAllowed], // the confusion of keys
    [await byHmac(text("a secret of thirty-two characters")), notAllowed],
    [
      `${head({ alg: "ES256" })}.${payload}.${signature}`,
      "refused: The token is signed by a key that the issuer does not name",
    ],
    [`${head({ alg: "PS256" })}.${payload}.${signature}`, "does not name"],
    [`${head({ alg: "RS256" })}.${payload}.${signature}`, "signature is wrong"],
    [`${good.slice(0, -4)}AAAA`, "signature is wrong"],
    [`${head({ alg: "RS256", crit: ["x"], x: 1 })}.${payload}.${signature}`, "no token of the"],
    [`${head({})}.${payload}.${signature}`, "refused: It is no token of the issuer"],
    [good.split(".").slice(0, 2).join("."), "refused: It is no token of the issuer"],
    ["a.b.c.d.e", "refused: It is no token of the issuer"],
    ["cm_abc", "refused: It is no token of the issuer"],
  ];
  for (const [token, expected] of cases) {
    const verdict = await resource.authenticate(`Bearer ${token}`);
    assertEquals(verdict.type, "refused", expected);
    assertStringIncludes(why(verdict), expected);
  }
});

Deno.test("no header is missing, two tokens are refused", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  const bearer = await issuer.bearer();
  assertEquals(await resource.authenticate(null), { type: "missing" });
  for (const odd of [`${bearer}, ${bearer}`, bearer.replace("Bearer", "Basic"), "Bearer "]) {
    assertEquals((await resource.authenticate(odd)).type, "refused");
  }
});

Deno.test("nothing that a token says is fetched", async () => {
  await using issuer = Issuer.start();
  await using other = Issuer.start();
  const resource = await issuer.resource();
  const [{ by }] = [{ by: OTHERS[1]! }];
  other.keys = [by];
  const places = { jku: `${other.origin}/keys`, x5u: `${other.origin}/keys` };
  const header = { ...places, kid: `${other.origin}/keys`, jwk: { kty: "oct", k: "YQ" } };
  for (const claims of [{}, { iss: other.url }]) {
    assertEquals(
      (await resource.authenticate(await issuer.bearer(claims, { by, header }))).type,
      "refused",
    );
  }
  // It is good by its key; what it says besides is not looked at.
  const bearer = await issuer.bearer({}, { header: places });
  assertEquals((await resource.authenticate(bearer)).type, "known");
  assertEquals(other.asked, []);
});

Deno.test("a tenant is named by the claim that was chosen", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource({ tenantClaim: "org" });
  const known = await resource.authenticate(await issuer.bearer({ org: "o1" }));
  assertEquals(known.type === "known" && known.principal.tenant, `${issuer.url} o1`);
  for (const org of [undefined, "", 7, ["o1"], "a\u0000b", "x".repeat(256)]) {
    const verdict = await resource.authenticate(await issuer.bearer({ org }));
    assertEquals(why(verdict), 'refused: The token has no "org" that could name a tenant');
  }
  const odd = await issuer.resource({ tenantClaim: "toString" });
  assertEquals((await odd.authenticate(await issuer.bearer())).type, "refused");
});

Deno.test("a token that lacks a scope is good, but not for this", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource({ scope: "run read" });
  const lacks = [{}, { scope: "run" }, { scope: "runread read" }, { scp: ["read"] }, { scope: 7 }];
  for (const claims of lacks) {
    assertEquals(await resource.authenticate(await issuer.bearer(claims)), {
      type: "forbidden",
      why: "The token lacks a scope",
      scope: "run read",
    });
  }
  for (const claims of [{ scope: "x read run" }, { scp: ["run", "read"] }, { scp: "read run" }]) {
    assertEquals((await resource.authenticate(await issuer.bearer(claims))).type, "known");
  }
});

Deno.test("no message holds a part of a token", async () => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource({ scope: "run" });
  const said: unknown[] = [];
  const parts: string[] = [];
  const secret = "s3cr3t-value";
  const changes = Object.values(CLAIMS).map(([claims]) => ({ ...claims, mark: secret }));
  for (const claims of [{ mark: secret }, ...changes]) {
    const bearer = await issuer.bearer(claims);
    const [head = "", payload = "", signature = ""] = bearer.slice("Bearer ".length).split(".");
    parts.push(payload, signature);
    for (const sent of [bearer, `${bearer}x`, `${bearer} x`, `Bearer ${head}.${payload}.`]) {
      said.push(await resource.authenticate(sent));
    }
  }
  issuer.answers.set("/keys", () => new Response("no", { status: 500 }));
  const unknown = await issuer.bearer({ mark: secret }, { header: { kid: secret, typ: secret } });
  said.push(await resource.authenticate(unknown));
  const all = JSON.stringify([said, issuer.told]);
  assertEquals(all.includes(secret), false);
  for (const part of parts) {
    for (let at = 0; at + 12 <= part.length; at++) {
      assertEquals(all.includes(part.slice(at, at + 12)), false);
    }
  }
});
