import { assertEquals, assertStringIncludes } from "@std/assert";
import { FakeTime } from "../helpers/fakes/fake_time.ts";
import { Issuer, OTHERS, type Pair, pair, RS256 } from "./issuer.ts";

const stranger = await pair("ES256", "stranger");
const UNAVAILABLE = {
  type: "unavailable",
  why: "The issuer's keys cannot be read or used now",
} as const;

Deno.test("for a key that is not known the keys are read once, and then not for half a minute", async () => {
  await using issuer = Issuer.start();
  using time = new FakeTime();
  const resource = await issuer.resource();
  const type = async (by: Pair) =>
    (await resource.authenticate(await issuer.bearer({}, { by }))).type;
  assertEquals([await type(RS256), issuer.keyReads], ["known", 1]);
  time.now += 29_000;
  assertEquals([await type(stranger), issuer.keyReads], ["refused", 1]);
  time.now += 2_000;
  const many = await Promise.all(Array.from({ length: 5 }, () => type(stranger)));
  assertEquals([new Set(many), issuer.keyReads], [new Set(["refused"]), 2]);
  time.now += 29_000;
  assertEquals([await type(stranger), await type(RS256), issuer.keyReads], ["refused", "known", 2]);
});

Deno.test("new keys of the issuer are found, old ones are forgotten", async () => {
  await using issuer = Issuer.start();
  using time = new FakeTime();
  const resource = await issuer.resource();
  const type = async (by: Pair) =>
    (await resource.authenticate(await issuer.bearer({}, { by }))).type;
  issuer.keys = [OTHERS[1]!];
  time.now += 31_000;
  assertEquals(await type(RS256), "known", "as long as the keys are kept");
  assertEquals([await type(OTHERS[1]!), await type(RS256)], ["known", "refused"]);
  issuer.keys = [RS256];
  time.now += 600_000;
  assertEquals(
    [await type(OTHERS[1]!), await type(RS256)],
    ["refused", "known"],
    "after ten minutes",
  );
});

Deno.test("an issuer that is down refuses no token: those by known keys are good, others wait", async () => {
  await using issuer = Issuer.start();
  using time = new FakeTime();
  const resource = await issuer.resource();
  const judge = async (by: Pair) => await resource.authenticate(await issuer.bearer({}, { by }));
  let answer = () => new Response("down", { status: 503 });
  issuer.answers.set("/keys", () => answer());
  time.now += 31_000;
  assertEquals((await judge(RS256)).type, "known");
  assertEquals(await judge(stranger), UNAVAILABLE);
  time.now += 600_000;
  assertEquals(await judge(RS256), UNAVAILABLE, "its keys are too old");
  const reads = issuer.keyReads;
  for (let i = 0; i < 5; i++) await judge(stranger);
  time.now += 4_900;
  await judge(RS256);
  assertEquals(issuer.keyReads, reads, "it is left alone for five seconds");
  assertEquals(issuer.told.length, 1, "people hear of it once");
  assertStringIncludes(issuer.told[0]!, "it answers with status 503");
  answer = () => Response.json({ keys: "none" });
  time.now += 200;
  assertEquals([await judge(RS256), issuer.keyReads], [UNAVAILABLE, reads + 1]);
  issuer.answers.delete("/keys");
  time.now += 5_000;
  assertEquals((await judge(RS256)).type, "known");
  issuer.answers.set("/keys", () => answer());
  time.now += 600_000;
  await judge(RS256);
  assertEquals(issuer.told.length, 2, "and again the next time");
});

const BAD: Record<string, () => Response> = {
  "a redirect": () => new Response(null, { status: 302, headers: { location: "/other" } }),
  "no JSON": () => new Response("<html>"),
  "too much": () => new Response(" ".repeat(512 * 1_024 + 1)),
  "no set": () => Response.json([]),
  "null": () => Response.json(null),
  "a set of no keys": () => Response.json({ keys: [7] }),
  "too many keys": () => Response.json({ keys: Array.from({ length: 101 }, () => ({})) }),
};

for (const [what, answer] of Object.entries(BAD)) {
  Deno.test(`keys are not read from ${what}`, async () => {
    await using issuer = Issuer.start();
    using time = new FakeTime();
    const resource = await issuer.resource();
    issuer.answers.set("/keys", answer);
    time.now += 600_000;
    assertEquals(await resource.authenticate(await issuer.bearer()), UNAVAILABLE);
    assertEquals([issuer.keyReads, issuer.asked.includes("/other")], [2, false]);
    assertEquals(await resource.authenticate(await issuer.bearer()), UNAVAILABLE);
    assertEquals(issuer.keyReads, 2);
  });
}

Deno.test("a key that cannot be used refuses no token", async () => {
  await using issuer = Issuer.start();
  const key = { kty: "RSA", kid: RS256.kid, alg: "RS256", n: "AQAB", e: "AQAB" };
  issuer.answers.set("/keys", () => Response.json({ keys: [key] }));
  const resource = await issuer.resource();
  assertEquals(await resource.authenticate(await issuer.bearer()), UNAVAILABLE);
});
