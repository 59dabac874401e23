import { assertEquals, assertLess, assertLessOrEqual, assertMatch } from "@std/assert";
import { newToken } from "../../../src/auth/token.ts";
import type { TokenLine } from "../../../src/auth/token_line.ts";
import { tokenFor, Tokens } from "../../auth/tokens.ts";
import { call, INITIALIZE, messagesOf } from "../../helpers/http/http_bench.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";
import { childrenNamed, descendants, until } from "../../helpers/processes.ts";
import { codeMode } from "../../helpers/code_mode.ts";

/** A tokens file to which tenants come one by one. */
class TokensOf extends Tokens {
  readonly #lines: TokenLine[] = [];

  /** @returns the token */
  async add(tenant: string, more: Partial<TokenLine> = {}): Promise<string> {
    const { token, line } = await tokenFor(tenant, more);
    this.#lines.push(line);
    this.write(this.#lines);
    return token;
  }
}

const ADD = (name: string) =>
  `await memory.createEntities([{ name: "${name}", entityType: "Secret", observations: [] }]);
return (await memory.readGraph()).entities.map((e) => e.name);`;
const READ = "return (await memory.readGraph()).entities.map((e) => e.name);";

Deno.test("tenants never see each other: ids, sessions and tokens as they come", async () => {
  using tokens = new TokensOf();
  const [a, b, path] = [
    await tokens.add("a"),
    await tokens.add("b"),
    await tokens.add("../../etc/passwd"),
  ];
  const expired = await tokens.add("a", { expires: new Date(Date.now() - 1_000).toISOString() });
  await using server = await HttpProcess.start(["--tokens", tokens.path]);
  for (const [token, name] of [[a, "of a"], [b, "of b"], [path, "of path"]] as const) {
    assertEquals((await server.run(ADD(name), { token })).result, [name]);
  }
  // The same id at the same time.
  const params = { code: READ };
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => [a, b, path][index % 3]!).map(async (token) => {
      const messages = await messagesOf(
        await server.post(call(1, "execute_code", params), { token }),
      );
      return messages.at(-1).result.structuredContent.result;
    }),
  );
  assertEquals(answers, answers.map((_, index) => [["of a"], ["of b"], ["of path"]][index % 3]));
  // A session that another has begun.
  const begun = await server.post(INITIALIZE, { token: a });
  await begun.body?.cancel();
  const headers = { "mcp-session-id": begun.headers.get("mcp-session-id")! };
  const statusOf = async (token: string | undefined) => {
    const response = await server.post(call(1, "execute_code", params), {
      headers,
      ...(token === undefined ? {} : { token }),
    });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await statusOf(a), 200);
  assertEquals(await statusOf(b), 404);
  assertEquals(await statusOf(undefined), 401);
  assertEquals(await statusOf(expired), 401);
  assertEquals(await statusOf(newToken()), 401);
  assertEquals(await statusOf(`${a}x`), 401);
  // In the address a token is worth nothing.
  const inAddress = await fetch(`${server.url}?access_token=${a}`, { method: "POST" });
  await inAddress.body?.cancel();
  assertEquals(inAddress.status, 401);
  // Names are never part of a path.
  const folders = [...Deno.readDirSync(server.scratch.directory)].map(({ name }) => name);
  assertEquals(folders.filter((name) => !/^[0-9a-f]{64}$/.test(name)), []);
  assertEquals(folders.length, 3);
  for (const token of [a, b, path]) assertEquals(server.stdout.includes(token), false);
  assertEquals(`${server.stdout}${server.stderr}`.includes("cm_"), false);
});

Deno.test("what a token may not do, its programs cannot; a revoked one is refused within seconds", async () => {
  using tokens = new TokensOf();
  const writer = await tokens.add("team");
  const reader = await tokens.add("team", { policy: { readOnly: true } });
  const few = await tokens.add("other", { policy: { requestsAMinute: 2 } });
  await using server = await HttpProcess.start(["--tokens", tokens.path]);
  assertEquals((await server.run(ADD("shared"), { token: writer })).result, ["shared"]);
  assertEquals((await server.run(READ, { token: reader })).result, ["shared"], "one memory");
  const refused = await server.run(ADD("no"), { token: reader });
  assertMatch(refused.error!.message, /createEntities/);
  assertEquals((await server.run(READ, { token: writer })).result, ["shared"]);
  for (let time = 0; time < 2; time++) await server.run("return 1", { token: few });
  const response = await server.send("return 1", { token: few });
  assertEquals(response.status, 429);
  assertMatch(response.headers.get("retry-after")!, /^(?:30|2\d)$/); // a minute's two come back evenly
  await response.body?.cancel();

  const list = await codeMode(["token", "list", "--json", "--tokens", tokens.path]).output();
  const rows = JSON.parse(new TextDecoder().decode(list.stdout));
  const { id } = rows[1];
  const revoked = await codeMode(["token", "revoke", id, "--tokens", tokens.path]).output();
  assertEquals(revoked.code, 0);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const after = await server.send(READ, { token: reader });
  await after.body?.cancel();
  assertEquals(after.status, 401);
  assertEquals((await server.run(READ, { token: writer })).status, "ok");
});

const BUSY = 10;
const EACH = 8;

Deno.test("ten tenants at work share the machine: the slowest takes at most twice what the median takes", async () => {
  using tokens = new TokensOf();
  const all = await Promise.all(
    Array.from({ length: BUSY }, (_, index) => tokens.add(`tenant ${index}`)),
  );
  await using server = await HttpProcess.start(["--tokens", tokens.path, "--no-type-check"]);
  for (const token of all) await server.run(READ, { token });
  const times = await Promise.all(all.map(async (token, index) => {
    const start = performance.now();
    // The first one sends four times as much.
    const count = index === 0 ? EACH * 4 : EACH;
    const program = "let n = 0; for (let i = 0; i < 2e6; i++) n += i; return n";
    const ends: number[] = [];
    await Promise.all(Array.from({ length: count }, async () => {
      const { error } = await server.run(program, { token });
      if (error) throw new Error(error.message);
      ends.push(performance.now() - start);
    }));
    return ends[EACH - 1]!;
  }));
  const sorted = times.toSorted((one, other) => one - other);
  assertLessOrEqual(sorted.at(-1)!, 2 * sorted[BUSY / 2]!, times.map(Math.round).join(" ms, "));
});

const IDLE = 50;
const IDLE_BYTES = 5e6;

Deno.test("fifty idle tenants take at most 5 MB each", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using tokens = new TokensOf();
  const all: string[] = [];
  for (let index = 0; index < IDLE; index++) all.push(await tokens.add(`tenant ${index}`));
  await using server = await HttpProcess.start(
    ["--tokens", tokens.path, "--no-type-check", "--idle-ms", "1000"],
  );
  await server.run(READ, { token: all[0]! });
  await quiet(server);
  const before = memoryOf(server);
  for (const token of all) assertEquals((await server.run(READ, { token })).result, []);
  await quiet(server);
  const each = (memoryOf(server) - before) / (IDLE - 1);
  assertLess(each, IDLE_BYTES);
  assertEquals((await server.run(ADD("again"), { token: all[7]! })).result, ["again"]);
});

/** Until no memory server is left. */
async function quiet({ child }: HttpProcess): Promise<void> {
  const isServing = () =>
    descendants(child.pid).some(({ pid }) =>
      childrenNamed(pid, /servers.memory.main|role=server-memory/).length > 0
    );
  await until(() => !isServing(), 20_000, "memory servers end");
}

/** What a server and its children use, in bytes: each page once. */
function memoryOf({ child }: HttpProcess): number {
  const pids = [child, ...descendants(child.pid)].map(({ pid }) => `/proc/${pid}/smaps_rollup`);
  const { stdout } = new Deno.Command("cat", { args: pids, stderr: "null" }).outputSync();
  const lines = new TextDecoder().decode(stdout).matchAll(/^Pss: +(\d+) kB/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1_024, 0);
}
