import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { TokenFile } from "../../src/auth/token_file.ts";
import { FakeTime } from "../helpers/fakes/fake_time.ts";
import { tokenFor, Tokens } from "./tokens.ts";

const windows = Deno.build.os === "windows";

Deno.test("a token lets in the tenant of its line, with the line's policy", async () => {
  const [mine, other] = [
    await tokenFor("mine", { policy: { readOnly: true, requestsAMinute: 9 } }),
    await tokenFor("other"),
  ];
  using tokens = new Tokens([mine.line, other.line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  assertEquals(await file.authenticate(`bearer ${mine.token}`), {
    type: "known",
    principal: {
      tenant: "mine",
      credential: mine.line.id,
      policy: { readOnly: true, requestsAMinute: 9 },
    },
  });
  const verdict = await file.authenticate(`Bearer ${other.token}`);
  assertEquals(verdict.type === "known" && verdict.principal.tenant, "other");
  assertEquals(tokens.told, []);
});

Deno.test("what is no token of the file is refused, also a digest of one", async () => {
  const { token, line } = await tokenFor("a");
  const { token: unknown } = await tokenFor("a");
  using tokens = new Tokens([line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  assertEquals(await file.authenticate(null), { type: "missing" });
  for (const sent of [unknown, line.sha256, line.id, token.slice(3), `${token}A`, "cm_"]) {
    const verdict = await file.authenticate(`Bearer ${sent}`);
    assertEquals(verdict, { type: "refused", why: "The token is not known, or was revoked" });
  }
  assertEquals((await file.authenticate(`Bearer ${token}, Bearer ${token}`)).type, "refused");
});

Deno.test("a token is refused from the moment on at which it expires", async () => {
  using time = new FakeTime();
  const { token, line } = await tokenFor("a", {
    expires: new Date(Date.now() + 5_000).toISOString(),
  });
  using tokens = new Tokens([line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  time.now += 4_999;
  assertEquals((await file.authenticate(`Bearer ${token}`)).type, "known");
  time.now += 1;
  assertEquals(await file.authenticate(`Bearer ${token}`), {
    type: "refused",
    why: "The token has expired",
  });
});

Deno.test("a token that was taken out is refused a second later, a new one let in", async () => {
  using time = new FakeTime();
  time.now = 5_000;
  const [old, fresh] = [await tokenFor("old"), await tokenFor("fresh")];
  using tokens = new Tokens([old.line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  const types = async () => [
    (await file.authenticate(`Bearer ${old.token}`)).type,
    (await file.authenticate(`Bearer ${fresh.token}`)).type,
  ];
  assertEquals(await types(), ["known", "refused"]);
  tokens.write([fresh.line]);
  time.now += 999;
  assertEquals(await types(), ["known", "refused"], "one look a second");
  time.now += 1;
  assertEquals(await types(), ["refused", "known"]);
  time.now += 10_000;
  assertEquals(await types(), ["refused", "known"], "a file that has not changed");
});

Deno.test("requests that come while the file is read wait for it", async () => {
  using time = new FakeTime();
  const { token, line } = await tokenFor("a");
  using tokens = new Tokens([line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  tokens.write([]);
  time.now += 1_000;
  const verdicts = await Promise.all(
    Array.from({ length: 5 }, () => file.authenticate(`Bearer ${token}`)),
  );
  assertEquals(new Set(verdicts.map(({ type }) => type)), new Set(["refused"]));
});

Deno.test("a file that can no longer be used is told of once, and its tokens stay", async () => {
  using time = new FakeTime();
  const { token, line } = await tokenFor("a");
  using tokens = new Tokens([line]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  const type = async () => {
    time.now += 1_000;
    return (await file.authenticate(`Bearer ${token}`)).type;
  };
  Deno.removeSync(tokens.path);
  assertEquals([await type(), await type()], ["known", "known"]);
  assertEquals(tokens.told.length, 1);
  assertStringIncludes(tokens.told[0]!, `There is no tokens file "${tokens.path}"`);
  assertStringIncludes(tokens.told[0]!, "the tokens of the last reading are good");
  tokens.write([]);
  assertEquals(await type(), "refused");
  Deno.removeSync(tokens.path);
  assertEquals([await type(), tokens.told.length], ["refused", 2], "trouble again");
});

Deno.test("broken lines are left out and named by number", async () => {
  using time = new FakeTime();
  const { token, line } = await tokenFor("a");
  using tokens = new Tokens(["{ secret", line, JSON.stringify({ ...line, secret: 1 })]);
  const file = await TokenFile.open(tokens.path, tokens.tell);
  time.now += 5_000;
  assertEquals((await file.authenticate(`Bearer ${token}`)).type, "known");
  assertEquals(tokens.told.length, 1, "once for each reading");
  assertStringIncludes(tokens.told[0]!, "in lines 1, 3: left out");
  assertEquals(/secret/.test(tokens.told.join()), false);
});

Deno.test("a file that is missing, no file or too big stops the start, with a remedy", async () => {
  using tokens = new Tokens();
  const start = () => TokenFile.open(tokens.path, tokens.tell);
  await assertRejects(start, Error, "code-mode token new --tenant NAME --tokens");
  await assertRejects(() => TokenFile.open(tokens.folder), Error, "it is not an ordinary file");
  tokens.write(Array.from({ length: 10_001 }, () => ""));
  await start();
  tokens.write(Array.from({ length: 10_002 }, () => ""));
  await assertRejects(start, Error, "it has more than 10000 lines");
  tokens.write([" ".repeat(4 * 2 ** 20)]);
  await start();
  tokens.write([" ".repeat(4 * 2 ** 20 + 1)]);
  await assertRejects(start, Error, "it is larger than 4194304 bytes");
});

Deno.test({
  name: "a file that others may use stops the start; while we run it is told of",
  ignore: windows,
  fn: async () => {
    using time = new FakeTime();
    const { token, line } = await tokenFor("a");
    using tokens = new Tokens([line]);
    for (const mode of [0o660, 0o604, 0o620, 0o602, 0o610, 0o601]) {
      Deno.chmodSync(tokens.path, mode);
      const remedy = `(mode ${mode.toString(8)}): make it yours alone with: chmod 600`;
      await assertRejects(() => TokenFile.open(tokens.path, tokens.tell), Error, remedy);
    }
    Deno.chmodSync(tokens.path, 0o440); // as Kubernetes has it for its secrets
    const file = await TokenFile.open(tokens.path, tokens.tell);
    Deno.chmodSync(tokens.path, 0o644);
    time.now += 1_000;
    assertEquals((await file.authenticate(`Bearer ${token}`)).type, "known");
    assertStringIncludes(tokens.told.join(), "(mode 644)");
  },
});

Deno.test("no message holds a token, a part of one or a digest", async () => {
  using time = new FakeTime();
  const { token, line } = await tokenFor("a");
  const gone = await tokenFor("b", { expires: "2026-01-01" });
  using tokens = new Tokens([line, gone.line, `${JSON.stringify(line)}x`, token]);
  const said: unknown[] = [];
  const file = await TokenFile.open(tokens.path, tokens.tell);
  const headers = [token, gone.token, `${token}x`, token.slice(0, -1), `${token} ${token}`];
  for (const text of headers) said.push(await file.authenticate(`Bearer ${text}`));
  tokens.write([token, JSON.stringify({ ...line, x: 1 })]);
  time.now += 1_000;
  said.push(await file.authenticate(`Bearer ${token}`));
  Deno.removeSync(tokens.path);
  time.now += 1_000;
  said.push(await file.authenticate(`Bearer ${token}`));
  assertEquals(tokens.told.length, 3);
  const all = JSON.stringify([said, tokens.told]);
  for (const secret of [token, gone.token, line.sha256, gone.line.sha256]) {
    for (let at = 0; at + 8 <= secret.length; at++) {
      assertEquals(all.includes(secret.slice(at, at + 8)), false);
    }
  }
});
