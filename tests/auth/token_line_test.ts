import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { digestOf, isToken, newToken, newTokenId } from "../../src/auth/token.ts";
import { hasExpired, readTokenLine } from "../../src/auth/token_line.ts";
import { brokenText, readTokenList } from "../../src/auth/token_list.ts";
import { tokenFor } from "./tokens.ts";

Deno.test("a token is 256 random bits, and its id says nothing of it", () => {
  const token = newToken();
  assertMatch(token, /^cm_[A-Za-z0-9_-]{43}$/);
  assertEquals(isToken(token), true);
  assertNotEquals(token, newToken());
  assertMatch(newTokenId(), /^[0-9a-f]{10}$/);
  for (const not of ["", "cm_", token.slice(1), `${token}a`, token.slice(0, -1), `${token}\n`]) {
    assertEquals(isToken(not), false, not);
  }
});

Deno.test("a digest is SHA-256 in hexadecimal", async () => {
  assertEquals(
    await digestOf("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

const policy = {
  readOnly: true,
  allow: ["readGraph"],
  deny: ["deleteEntities"],
  config: "/etc/code-mode/mcp.json",
  requestsAMinute: 60,
};

Deno.test("a line holds a token with all that it may say", async () => {
  for (const expires of ["2027-01-31", "2027-01-31T12:00:00Z", "2027-01-31T12:00:00.000Z"]) {
    const { line } = await tokenFor("Zoë & Co", { policy, expires });
    assertEquals(readTokenLine(JSON.stringify(line)), line);
  }
});

Deno.test("a line may be as long as it may be", async () => {
  const names = Array.from({ length: 1_000 }, (_, at) => at === 0 ? "x".repeat(200) : "x");
  for (const requestsAMinute of [1, 1_000_000]) {
    const policy = { allow: names, deny: [], requestsAMinute };
    const { line } = await tokenFor("x".repeat(200), { id: "x".repeat(64), policy });
    assertEquals(readTokenLine(JSON.stringify(line)), line);
  }
});

const WRONG: Record<string, object> = {
  "no id": { id: undefined },
  "an id that is a flag": { id: "--all" },
  "a digest that is short": { sha256: "ab" },
  "a digest in capitals": { sha256: "A".repeat(64) },
  "no tenant": { tenant: undefined },
  "an empty tenant": { tenant: " " },
  "a long tenant": { tenant: "x".repeat(201) },
  "a tenant with control characters": { tenant: "a\u001b[31m" },
  "a tenant with half a character": { tenant: "a\ud800" },
  "a tenant that was not UTF-8": { tenant: "M\ufffdller" },
  "no policy": { policy: undefined },
  "a key that is not known": { expire: "2027-01-31" },
  "a key of the policy that is not known": { policy: { readonly: true } },
  "a policy of another kind": { policy: { readOnly: "yes" } },
  "a null in the policy": { policy: { readOnly: null } },
  "a relative config": { policy: { config: "mcp.json" } },
  "no request at all": { policy: { requestsAMinute: 0 } },
  "half a request": { policy: { requestsAMinute: 1.5 } },
  "a million requests and one": { policy: { requestsAMinute: 1_000_001 } },
  "an empty name": { policy: { allow: [""] } },
  "a long name": { policy: { deny: ["x".repeat(201)] } },
  "too many names": { policy: { deny: Array.from({ length: 1_001 }, () => "x") } },
  "a long id": { id: "x".repeat(65) },
  "names that are no list": { policy: { allow: "readGraph" } },
  "a day that is not there": { expires: "2027-02-30" },
  "a time without a zone": { expires: "2027-02-28T00:00:00" },
  "words for a time": { expires: "tomorrow" },
};

for (const [what, change] of Object.entries(WRONG)) {
  Deno.test(`a line with ${what} is none`, async () => {
    const { line } = await tokenFor("a");
    assertEquals(readTokenLine(JSON.stringify({ ...line, ...change })), undefined);
  });
}

Deno.test("a text that is no JSON, or no object, is no line", () => {
  for (const text of ["", "{", "[]", "null", "1", '"x"']) {
    assertEquals(readTokenLine(text), undefined);
  }
});

Deno.test("a token expires at its moment, a day alone at its beginning in UTC", async () => {
  const { line } = await tokenFor("a", { expires: "2027-01-31" });
  const at = Date.parse("2027-01-31T00:00:00Z");
  assertEquals([at - 1, at].map((now) => hasExpired(line, now)), [false, true]);
  assertEquals(hasExpired((await tokenFor("a")).line, Infinity), false);
});

Deno.test("a list leaves broken lines out, and what stands there twice", async () => {
  const [one, two, three] = await Promise.all(["a", "b", "c"].map((name) => tokenFor(name)));
  const lines = [
    JSON.stringify(one!.line),
    "",
    "{ broken",
    `${JSON.stringify(two!.line)}\r`,
    JSON.stringify({ ...three!.line, id: one!.line.id }),
    JSON.stringify({ ...three!.line, sha256: two!.line.sha256 }),
  ];
  const list = readTokenList(`\ufeff${lines.join("\n")}\n`);
  assertEquals(list.tokens, [one!.line, two!.line]);
  assertEquals(list.broken, [3, 5, 6]);
  assertEquals(brokenText(list), "lines 3, 5, 6");
  assertEquals(brokenText({ tokens: [], broken: [7] }), "line 7");
  assertEquals(brokenText({ tokens: [], broken: [] }), undefined);
  const many = Array.from({ length: 12 }, (_, at) => at + 1);
  assertEquals(
    brokenText({ tokens: [], broken: many }),
    "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more",
  );
});
