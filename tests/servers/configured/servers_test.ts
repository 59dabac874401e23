import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { bind } from "../../../src/api/bind.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { until } from "../../helpers/processes.ts";
import { ownServer } from "../../helpers/servers/real_servers.ts";
import { Consent } from "../../../src/api/rules/consent.ts";

const PROGRAM = new URL("../../helpers/programs/hostile_server.ts", import.meta.url);
const signal = new AbortController().signal;

/** A server that starts for as long as it lives. */
const STARTS = { command: "sh", args: ["-c", "cat > /dev/null"] };
const NONE = { command: "code-mode-no-such-server" };

function servers(mcpServers: Record<string, unknown>, permissions?: unknown): Servers {
  const { servers, permissions: rules } = readServersConfig(
    JSON.stringify({ mcpServers, permissions }),
    {
      env: () => undefined,
      workspace: Deno.cwd(),
      os: Deno.build.os,
      readOnly: false,
      embedded: ["memory"],
    },
  );
  return new Servers({ entries: servers, permissions: rules, embedded: [], tell: () => {} });
}

const wait = { signal, timeoutMs: 10_000 };

/** A name that a program can do without. */
const mentioned = (namespace: string, name: string) => {
  return { namespace, name, called: false, guarded: false, line: 1, column: 1 };
};

const states = (all: Servers) =>
  Object.fromEntries(all.summaries().map(({ name, state }) => [name, state]));

Deno.test("a summary tells what is known without a start", async () => {
  await using all = servers({
    "my.docs": { ...NONE, description: "what we know" },
    off: { ...NONE, disabled: true },
    unset: { command: "x", args: ["${NOT_SET}"] },
    remote: { url: "https://example.org/mcp" },
  });
  const [docs, off, unset, remote] = all.summaries();
  assertEquals(docs, { name: "my.docs", global: "my_docs", state: "idle", about: "what we know" });
  assertEquals(off, { name: "off", global: "off", state: "disabled" });
  assertEquals([unset!.state, remote!.state], ["failed", "failed"]);
  assertMatch(unset!.error!, /^needs the variable NOT_SET, which is not set: set NOT_SET where/);
  assertMatch(remote!.error!, /^remote servers are not supported yet: start a local bridge/);
});

Deno.test("a summary counts the tools that the rules let programs call", async () => {
  await using all = servers(
    { free: ownServer(PROGRAM), bound: ownServer(PROGRAM) },
    { deny: ["mcp__bound__*_die", "mcp__bound__echo"] },
  );
  for (const server of all.all.values()) await server.offer();
  const [free, bound] = all.summaries();
  assertEquals([free!.state, bound!.state], ["running", "running"]);
  assertEquals(free!.tools! - bound!.tools!, 3);
});

Deno.test("what a program mentions is started, by its global or on tools, and nothing else", async () => {
  await using all = servers({ "my.a": STARTS, b: STARTS, c: STARTS, none: NONE });
  const { api } = all.forProgram();
  assertEquals(api.starting!(), []);
  const found = await api.check!([
    mentioned("my_a", "read"),
    mentioned("tools", "b"),
    mentioned("tools", "servers"),
    mentioned("console", "log"),
    mentioned("none", "x"),
  ], wait);
  assertEquals(found, []);
  await until(() => states(all)["none"] === "failed", 5_000, "one is known to fail");
  assertEquals(states(all), { "my.a": "starting", b: "starting", c: "idle", none: "failed" });
  assertEquals(api.starting!(), ["my.a", "b"]);
});

Deno.test("what may have been meant is looked for only of the name that is shown with it", async () => {
  await using all = servers({ own: ownServer(PROGRAM) });
  const { catalogue } = all;
  const near = catalogue.near.bind(catalogue);
  let looked = 0;
  catalogue.near = (...args) => (looked++, near(...args));
  const wrong = Array.from({ length: 1_000 }, (_, i) => ({
    ...mentioned("own", `ech${i}`),
    called: true,
    line: i + 1,
  }));
  const found = await all.forProgram().api.check!(wrong, wait);
  assertEquals([found.length, looked], [1_000, 0]);
  assertMatch(found[0]!.hint!, /^Did you mean own\.echo\(/);
});

Deno.test("a list that has changed is asked for again before it is searched or described", async () => {
  await using all = servers({ own: ownServer(PROGRAM) });
  const call = async (name: string, ...args: unknown[]) => {
    const method = all.forProgram().api.get(name)!;
    await method.forward(method.parse(args), signal);
  };
  const changed = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}';
  const { known: first } = await call("tools.search", "", {}).then(() => all.find("own")!);
  for (const [method, arg] of [["search", "echo"], ["describe", "own.echo"], ["describe", "own"]]) {
    await call("own.lines", { lines: [changed] });
    const before = all.find("own")!.known;
    await call(`tools.${method}`, arg);
    assertEquals(all.find("own")!.known === before, false, arg);
    await call(`tools.${method}`, arg);
  }
  assertEquals(all.find("own")!.known === first, false);
});

Deno.test("a server is mentioned on tools by its name in the config, too", async () => {
  await using all = servers({ "my.a": STARTS });
  await all.forProgram().api.check!([mentioned("tools", "my.a")], wait);
  assertEquals(states(all), { "my.a": "starting" });
});

Deno.test("tools.call finds a server by both of its names, and its calls count as the tool's", async () => {
  await using all = servers({ "my.server": ownServer(PROGRAM) });
  for (const name of ["my.server", "my_server"]) {
    const call = all.forProgram().api.get("tools.call")!;
    assertEquals([call.namespace, call.name], ["tools", "call"]);
    const input = call.parse([name, "echo", { text: name }]);
    assertEquals(await call.forward(input, signal), name);
    assertEquals([call.namespace, call.name], ["my_server", "echo"]);
  }
});

Deno.test("each program has files and a memory of what it has read of its own", async () => {
  await using all = servers(
    { a: { ...ownServer(PROGRAM), private: true }, b: ownServer(PROGRAM) },
  );
  const run = async (program: ReturnType<Servers["forProgram"]>, name: string) => {
    const call = program.api.get(name)!;
    return await call.forward(call.parse([{}]), signal);
  };
  const [first, second] = [all.forProgram(), all.forProgram()];
  const { files } = await run(first, "a.image") as { files: { id: string }[] };
  assertEquals(files[0]!.id, "file-1");
  await assertRejects(() => run(first, "b.echo"), UpstreamError, "mcpServers.a.private");
  assertEquals(await run(second, "b.echo"), "");
  assertEquals(first.files.of(files).blocks.length, 1);
  assertEquals(second.files.of(files).blocks.length, 0);
});

Deno.test("an embedded namespace is held to the rules", async () => {
  await using all = servers({}, { deny: ["mcp__memory__delete_*"] });
  const methods = bind(memory, { call: () => Promise.resolve({ entities: [], relations: [] }) });
  const guarded = all.guard(memory, [...methods], new Consent(undefined, new Set()));
  const call = async (name: string, ...args: unknown[]) => {
    const method = guarded.find((one) => one.name === name)!;
    return await method.forward(method.parse(args), signal);
  };
  assertEquals(await call("readGraph"), { entities: [], relations: [] });
  await assertRejects(
    () => call("deleteEntities", ["Ada"]),
    UpstreamError,
    "memory.deleteEntities is denied",
  );
});
