import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { Mentioned, RunMode } from "../../../src/api/method.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { KeptList } from "../../../src/servers/configured/kept_list.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { ListStore } from "../../../src/upstream/catalogue/list_store.ts";
import { Offer } from "../../../src/upstream/catalogue/offer.ts";
import { knownServers } from "../../helpers/servers/known_servers.ts";
import { type Entry, Folder, ownServer } from "../../helpers/servers/real_servers.ts";

const LISTING = new URL("../../helpers/programs/listing_server.ts", import.meta.url);
const { signal } = new AbortController();

/** A call that a program cannot do without, unless `more` says otherwise. */
const use = (namespace: string, name: string, more: Partial<Mentioned> = {}): Mentioned => {
  return { namespace, name, called: true, guarded: false, line: 1, column: 1, ...more };
};

async function check(
  servers: Servers,
  mentioned: Mentioned[],
  timeoutMs = 20_000,
  mode: RunMode = "plain",
) {
  const found = await servers.forProgram(mode).api.check!(mentioned, { signal, timeoutMs });
  return found.map(({ kind, message }) => `${kind}: ${message}`);
}

/** A server that lists `now`, and did list `before` at an earlier start. */
async function listed(folder: Folder, before: readonly { name: string }[], now: Entry) {
  const config = { mcpServers: { s: now } };
  const { servers: [entry], permissions } = readServersConfig(JSON.stringify(config), {
    env: () => undefined,
    workspace: Deno.cwd(),
    os: Deno.build.os,
  });
  const lists = new ListStore(folder.path);
  const kept = new KeptList(entry!, entry!.launch!, lists, assert);
  const tools = before.map((tool) => ({ inputSchema: { type: "object" }, ...tool }));
  kept.keep(new Offer(tools, () => tools, { refusals: [] }));
  await kept.written;
  const servers = new Servers({ entries: [entry!], permissions, embedded: [], tell() {}, lists });
  await servers.readLists();
  return servers;
}

const listing = (...tools: unknown[]) => ownServer(LISTING, JSON.stringify(tools));
const tool = (name: string, more: Record<string, unknown> = {}) => {
  return { name, inputSchema: { type: "object" }, ...more };
};

Deno.test("names that are known are let through without a start, also of a server that would not start", async () => {
  await using servers = await knownServers({ s: { tools: [tool("a-b")] } });
  for (const name of ["a_b", "a-b", "aB"]) assertEquals(await check(servers, [use("s", name)]), []);
});

Deno.test("a name that is missing from the kept list is asked for again", async () => {
  using folder = new Folder();
  await using servers = await listed(folder, [tool("old")], listing(tool("fresh")));
  assertEquals(await check(servers, [use("s", "fresh")]), []);
  assertEquals(await check(servers, [use("s", "old")]), ['unknown: s has no tool "old"']);
});

Deno.test("a hint that was kept and is no longer true stops no program", async () => {
  using folder = new Folder();
  const before = [tool("drop", { annotations: { destructiveHint: true } })];
  await using servers = await listed(folder, before, listing(tool("drop")));
  assertEquals(await check(servers, [use("s", "drop")]), []);
});

Deno.test("an unknown name is a slip, also in a try; what else is in a try is left to the program", async () => {
  const tools = [tool("drop", { annotations: { destructiveHint: true } })];
  using folder = new Folder();
  await using servers = await listed(folder, tools, listing(...tools));
  const tried = { called: false, tried: true };
  assertEquals(await check(servers, [use("s", "nope", tried), use("s", "drop", tried)]), [
    'unknown: s has no tool "nope"',
  ]);
  assertEquals(await check(servers, [use("s", "nope", { ...tried, guarded: true })]), []);
  await using dead = await knownServers({ dead: {} });
  assertEquals(await check(dead, [use("dead", "x", tried)]), []);
  assertEquals(await check(dead, [use("dead", "x", { handled: true })]), []);
  assertMatch((await check(dead, [use("dead", "x")]))[0]!, /^unavailable: dead did not start: /);
});

Deno.test("the look takes no longer than the program may", async () => {
  await using servers = await knownServers({
    mute: { entry: { command: "sh", args: ["-c", "cat > /dev/null"] } },
  });
  const startedAt = performance.now();
  assertEquals(await check(servers, [use("mute", "x")], 300), [
    "unavailable: mute has not started within 0.3 s: call it again later",
  ]);
  assertLess(performance.now() - startedAt, 5_000);
});

Deno.test("a server that is disabled stops a program, though its tools are known", async () => {
  await using servers = await knownServers({
    off: { entry: { disabled: true } },
    odd: { tools: [tool("a")] },
  });
  assertEquals(await check(servers, [use("off", "x"), use("odd", "a")]), [
    "unavailable: off did not start: it is disabled in the config",
  ]);
});

Deno.test("what a server was given in confidence is taken out of what it says of its tools", async () => {
  const entry = listing(tool("a", { description: "Uses hunter2-hunter2" }));
  using folder = new Folder();
  await using servers = await listed(folder, [], { ...entry, env: { KEY: "hunter2-hunter2" } });
  await servers.find("s")!.offer();
  assertEquals([...servers.find("s")!.known!.tools.values()][0]!.description, "Uses ***");
});

Deno.test("an atomic program is stopped by what it calls that may change something, unless it handles that", async () => {
  using folder = new Folder();
  const reads = { annotations: { readOnlyHint: true } };
  const tools = [tool("create"), tool("get", reads), tool("send_it", reads)];
  await using servers = await listed(folder, [tool("create")], listing(...tools));
  const found = (mentioned: Mentioned[]) => check(servers, mentioned, 20_000, "atomic");
  const why = "in an atomic program: what it writes cannot be taken back: nothing was called";
  assertEquals(await found([use("s", "create"), use("s", "get"), use("s", "send_it")]), [
    `forbidden: s.create cannot be called ${why}`,
    `forbidden: s.send_it cannot be called ${why}`,
  ]);
  const texts = { texts: ["s", "create"] };
  assertEquals(await found([use("tools", "call", texts)]), [
    `forbidden: s.create cannot be called ${why}`,
  ]);
  assertEquals(await found([use("s", "create", { handled: true })]), []);
  assertEquals(await found([use("s", "create", { guarded: true })]), []);
  for (const mode of ["plain", "dry"] as const) {
    assertEquals(await check(servers, [use("s", "create")], 20_000, mode), []);
  }
  const { api } = servers.forProgram("atomic");
  const [obstacle] = await api.check!([use("s", "create")], { signal, timeoutMs: 20_000 });
  assertMatch(obstacle!.hint!, /^Run the program without atomic: what it writes to s then stays/);
});
