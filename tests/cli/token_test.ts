import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { TokenFile } from "../../src/auth/token_file.ts";
import { expiry } from "../../src/cli/token/expiry.ts";
import { readArgs } from "../../src/cli/token/read_args.ts";
import { token as command } from "../../src/cli/token/token.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { tokenFor, Tokens } from "../auth/tokens.ts";
import { codeMode } from "../helpers/code_mode.ts";
import { ROOT, task } from "./task.ts";

async function token(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await codeMode(["token", ...args], {
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n");

Deno.test("token new prints a token that comes in, once, and keeps its digest", async () => {
  using tokens = new Tokens();
  const path = `${tokens.folder}/not/there/tokens.jsonl`;
  const words = ["--tenant", "Zoë", "--read-only", "--allow", "readGraph, openNodes"];
  const more = ["--deny", "openNodes", "--config", "mcp.json", "--requests-a-minute", "60"];
  // As a user does: with the permissions of the task, and from another folder.
  const args = ["token", "new", ...words, ...more, "--expires", "2h", "--tokens", path];
  const { code, stdout, stderr } = await task(args, { cwd: `${ROOT}data` });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^cm_[\w-]{43}\n$/);
  const secret = stdout.trim();
  assertEquals(stderr.includes(secret.slice(3, 11)), false);
  assertStringIncludes(stderr, '"Authorization": "Bearer ${CODE_MODE_TOKEN}"');
  assertMatch(stderr, /for the tenant "Zoë", policy: read-only; allow .*, expires: 20\d\d-/);
  assertStringIncludes(stderr, `"${path}" keeps its SHA-256 digest alone`);
  assertEquals(Deno.readTextFileSync(path).includes(secret.slice(3, 11)), false);
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  const file = await TokenFile.open(path, tokens.tell);
  const verdict = await file.authenticate(`Bearer ${secret}`);
  assert(verdict.type === "known");
  assertEquals(verdict.principal.tenant, "Zoë");
  assertEquals(verdict.principal.policy, {
    readOnly: true,
    allow: ["readGraph", "openNodes"],
    deny: ["openNodes"],
    config: `${ROOT}data/mcp.json`,
    requestsAMinute: 60,
  });
  const { expires, created } = JSON.parse(linesOf(path)[0]!);
  assertEquals(Date.parse(expires) - Date.parse(created), 7_200_000);
});

Deno.test("token new, list and revoke use the user's config folder", async () => {
  using tokens = new Tokens();
  const env = { XDG_CONFIG_HOME: tokens.folder, APPDATA: tokens.folder, HOME: tokens.folder };
  const { stdout, stderr } = await token(["new", "--tenant", "a"], env);
  assertMatch(stdout, /^cm_/, stderr);
  const [{ id, policy, ...rest }] = JSON.parse((await token(["list", "--json"], env)).stdout);
  assertMatch(id, /^[0-9a-f]{10}$/);
  assertEquals(policy, {});
  assertEquals(Object.keys(rest), ["tenant", "created"]);
  assertEquals((await token(["revoke", id], env)).code, 0);
  const none = await token(["list"], env);
  assertEquals([none.code, none.stdout], [0, ""]);
  assertStringIncludes(none.stderr, "There is no token in");
});

Deno.test("a token is added behind what stands there, whoever else adds one", async () => {
  const { line } = await tokenFor("first");
  using tokens = new Tokens(["{ broken", line]); // without a line end
  const before = Deno.readTextFileSync(tokens.path);
  const names = ["a", "b", "c", "d"];
  const made = await Promise.all(
    names.map((name) => token(["new", "--tenant", name, "--tokens", tokens.path])),
  );
  assertEquals(made.map(({ code }) => code), [0, 0, 0, 0], made.map((one) => one.stderr).join());
  assert(Deno.readTextFileSync(tokens.path).startsWith(`${before}\n`));
  const file = await TokenFile.open(tokens.path, tokens.tell);
  for (const [at, { stdout }] of made.entries()) {
    const verdict = await file.authenticate(`Bearer ${stdout.trim()}`);
    assertEquals(verdict.type === "known" && verdict.principal.tenant, names[at]);
  }
  assertEquals([...Deno.readDirSync(tokens.folder)].map(({ name }) => name), ["tokens.jsonl"]);
});

Deno.test("token list shows who may come in, and no digest", async () => {
  const [one, two] = [
    await tokenFor("Zoë \u202ex", { id: "one", expires: "2026-01-31", policy: { readOnly: true } }),
    await tokenFor("b", { id: "two" }),
  ];
  using tokens = new Tokens(["", one.line, "{ broken", two.line]);
  Deno.chmodSync(tokens.path, 0o644);
  const { code, stdout, stderr } = await token(["list", "--tokens", tokens.path]);
  assertEquals(code, 0);
  assertEquals(
    stdout,
    `id   tenant  created            expires                  policy
one  Zoë x   2026-12-01 00:00Z  2026-01-31 00:00Z, over  read-only
two  b       2026-12-01 00:00Z  never                    -
`,
  );
  assertStringIncludes(stderr, "is left out: line 3");
  if (Deno.build.os !== "windows") assertStringIncludes(stderr, "chmod 600");
  const json = await token(["list", "--json", "--tokens", tokens.path]);
  assertEquals(JSON.parse(json.stdout).map(({ id }: { id: string }) => id), ["one", "two"]);
  for (const text of [stdout, stderr, json.stdout]) {
    assertNotMatch(text, new RegExp(`sha256|${one.line.sha256.slice(0, 8)}`));
  }
});

Deno.test("token revoke takes out the lines of a token, and no other byte", async () => {
  const [one, two] = [await tokenFor("a", { id: "1e3" }), await tokenFor("b")];
  using tokens = new Tokens();
  const text = (line: unknown) => new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  const others = [new Uint8Array([0xff, 0xfe, 10, 13, 10]), text(two.line), text({ id: "1000" })];
  const parts = [
    others[0]!,
    text(one.line),
    others[1]!,
    text({ ...one.line, id: "again" }), // the same token by another name
    text({ ...one.line, wrong: 1 }), // left out as it is, but not when it is mended
    others[2]!.subarray(0, -1),
  ];
  await Deno.writeFile(tokens.path, new Blob(parts as BlobPart[]).stream(), { mode: 0o644 });
  Deno.writeTextFileSync(`${tokens.path}.new`, "of one that was killed");
  const { code, stderr } = await token(["revoke", "1e3", "--tokens", tokens.path]);
  assertEquals(code, 0, stderr);
  const left = new Blob([others[0]!, others[1]!, others[2]!.subarray(0, -1)] as BlobPart[]);
  assertEquals(Deno.readFileSync(tokens.path), await left.bytes());
  assertEquals(Deno.statSync(tokens.path).mode! & 0o777, 0o600);
  assertEquals([...Deno.readDirSync(tokens.folder)].length, 1);
});

Deno.test("token revoke changes what a link points at", async () => {
  const { line } = await tokenFor("a", { id: "one" });
  using tokens = new Tokens([line]);
  const link = `${tokens.folder}/link`;
  Deno.symlinkSync(tokens.path, link);
  assertEquals((await token(["revoke", "one", "--tokens", link])).code, 0);
  assertEquals(Deno.lstatSync(link).isSymlink, true);
  assertEquals(Deno.readTextFileSync(tokens.path), "");
});

Deno.test("token says what is wrong, and changes nothing", async () => {
  const { line } = await tokenFor("a", { id: "one" });
  using tokens = new Tokens([line]);
  const path = ["--tokens", tokens.path];
  const other = `${tokens.folder}/mcp.json`;
  Deno.writeTextFileSync(other, '{\n  "mcpServers": {}\n}\n');
  const cases: [string[], string][] = [
    [[], '"token" needs one of'],
    [["make"], 'There is no "token make"'],
    [["new", ...path], "needs --tenant NAME"],
    [["new", "--tenant", "a\u001bb", ...path], "no control characters"],
    [["new", "--tenant", "a", "b", ...path], 'takes no "b"'],
    [["new", "--tenant", "a", "--allow", "write", ...path], 'There is no method "write"'],
    [["new", "--tenant", "a", "--requests-a-minute", "0", ...path], "from 1 to 1000000"],
    [["new", "--tenant", "a", "--expires", "2020-01-01", ...path], "must be in the future"],
    [["new", "--tenant", "a", "--tokens", other], "it holds something else"],
    [["new", "--tenant", "a", "--tokens", tokens.folder], "is a folder"],
    [["list", "a", ...path], 'takes no "a"'],
    [["list", "--tokens", `${tokens.path}-not`], "There is no tokens file"],
    [["revoke", ...path], "needs an ID"],
    [["revoke", "one", "two", ...path], "is too many"],
    [["revoke", "two", ...path], 'There is no token "two"'],
    [["revoke", "one", "--tokens", `${tokens.path}-not`], "There is no tokens file"],
  ];
  const before = [tokens.path, other].map((one) => Deno.readTextFileSync(one));
  for (const [args, text] of cases) await assertRejects(() => command(args), UsageError, text);
  const { code, stdout, stderr } = await token(["new"]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "needs --tenant NAME");
  assertEquals([tokens.path, other].map((one) => Deno.readTextFileSync(one)), before);
  assertEquals([...Deno.readDirSync(tokens.folder)].length, 2);
});

Deno.test("token new refuses a file that is full", async () => {
  using tokens = new Tokens(Array.from({ length: 10_001 }, () => ""));
  const make = () => command(["new", "--tenant", "a", "--tokens", tokens.path]);
  await assertRejects(make, UsageError, "it is full: revoke what is not used");
  tokens.write([" ".repeat(4 * 2 ** 20)]);
  await assertRejects(make, UsageError, "is full: revoke what is not used");
  tokens.write([" ".repeat(4 * 2 ** 20 + 1)]);
  await assertRejects(make, UsageError, "is too big to be a tokens file");
});

Deno.test("a time to expire is a span, a day or a moment, and in the future", () => {
  const now = Date.parse("2026-12-01T10:00:00Z");
  const read = (text: string) => expiry(text, now);
  assertEquals(read("12h"), "2026-12-01T22:00:00.000Z");
  assertEquals(read("90d"), "2027-03-01T10:00:00.000Z");
  assertEquals(read("2027-01-31"), "2027-01-31T00:00:00.000Z");
  assertEquals(read("2026-12-01T10:00:01Z"), "2026-12-01T10:00:01.000Z");
  for (const text of ["", "90", "1w", "-1d", "1.5d", "2027-02-30", "2027-1-31", "31.1.2027"]) {
    assertThrows(() => read(text), UsageError, "must be like 90d");
  }
  for (const text of ["0d", "2026-12-01", "2026-12-01T10:00:00Z", "1999-01-01"]) {
    assertThrows(() => read(text), UsageError, "must be in the future");
  }
});

Deno.test("flags are read strictly; an ID of digits stays what it is", () => {
  assertEquals(readArgs(["0012e3", "007"]).positional, ["0012e3", "007"]);
  assertEquals(readArgs(["--tokens=a"]).value("tokens"), "a");
  assertEquals([...readArgs(["--json"], [], ["json"]).switches], ["json"]);
  assertThrows(() => readArgs(["--json"]), UsageError, 'There is no flag "--json"');
  assertThrows(() => readArgs(["--tokens"]).value("tokens"), UsageError, "needs a value");
  const twice = ["--tokens", "a", "--tokens", "b"];
  assertThrows(() => readArgs(twice).value("tokens"), UsageError, "given twice");
});
