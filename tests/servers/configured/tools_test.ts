import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import type { Method } from "../../../src/api/method.ts";
import type { NamespaceDefinition } from "../../../src/api/namespace.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";

/** Servers of which none can be started. */
function servers(names: string[], embedded: NamespaceDefinition[] = []): Servers {
  const entry = (name: string) => ({
    command: `code-mode-no-such-${name}`,
    description: `about ${name}`,
  });
  const mcpServers = Object.fromEntries(names.map((name) => [name, entry(name)]));
  const { servers, permissions } = readServersConfig(JSON.stringify({ mcpServers }), {
    env: () => undefined,
    workspace: Deno.cwd(),
    os: Deno.build.os,
    readOnly: false,
  });
  return new Servers({ entries: servers, permissions, embedded, tell: () => {} });
}

const { signal } = new AbortController();
const get = (servers: Servers, name: string): Method => servers.forProgram().api.get(name)!;

Deno.test("servers are globals by names that programs can write, and found by both", () => {
  const all = servers(["docs", "my.server", "fetch", "memory"], [memory]);
  const { api } = all.forProgram();
  assertEquals(Object.keys(api.names).sort(), ["docs", "fetch_", "memory_", "my_server", "tools"]);
  assertEquals(all.find("my.server"), all.find("my_server"));
  assertEquals(all.find("nothing"), undefined);
  assertEquals(api.get("nothing.x"), undefined);
  assertEquals(api.get("docs."), undefined);
  assertEquals(api.get("tools.nothing"), undefined);
});

Deno.test("tools.servers tells state and purpose without a start, and why one is missing after it", async () => {
  await using all = servers(["docs"]);
  const list = () => get(all, "tools.servers").forward(undefined, signal);
  const known = { name: "docs", global: "docs", about: "about docs" };
  assertEquals(await list(), [{ ...known, state: "idle" }]);
  const call = get(all, "docs.read");
  const why = 'docs did not start: "code-mode-no-such-docs" is not on the PATH';
  await assertRejects(() => call.forward(call.parse([]), signal), UpstreamError, why);
  assertEquals(await list(), [{ ...known, state: "failed", error: why }]);
});

Deno.test("tools.call checks its names before anything starts, and says which are near", async () => {
  await using all = servers(["docs", "github"]);
  const call = get(all, "tools.call");
  assertThrows(() => call.parse(["docs"]), TypeError, "server and tool must be strings");
  assertThrows(() => call.parse(["dosc", "x"]), TypeError, 'no server "dosc": did you mean docs?');
  assertThrows(() => call.parse(["zzzzzzzz", "x"]), TypeError, "there are docs, github");
  assertEquals(call.mutates, false);
});

Deno.test("a call takes one object and the options that it knows", async () => {
  await using all = servers(["docs"]);
  const call = get(all, "docs.read");
  const wrong: [unknown[], RegExp][] = [
    [[{}, {}, 1], /takes one object of arguments: received 3 values/],
    [[{}, 5], /second value must be options/],
    [[{}, { timeout: 5 }], /no option "timeout": the options are raw and timeoutMs/],
    [[{}, { raw: 1 }], /raw must be a boolean/],
    ...[0, -1, NaN, 3_600_001, "5"].map((timeoutMs): [unknown[], RegExp] => [
      [{}, { timeoutMs }],
      /timeoutMs must be a number from 1 to 3600000/,
    ]),
  ];
  for (const [args, message] of wrong) {
    assertMatch(assertThrows(() => call.parse(args), TypeError).message, message);
  }
  assertEquals(call.parse([{ a: 1 }, { raw: true, timeoutMs: 1 }]), {
    args: { a: 1 },
    options: { raw: true, timeoutMs: 1 },
  });
  assertEquals(call.parse([]), { args: undefined, options: {} });
});

Deno.test("a call that is given up while its server starts rejects with the reason", async () => {
  await using all = servers(["docs"]);
  const call = get(all, "docs.read");
  const reason = new Error("given up");
  await assertRejects(
    () => call.forward(call.parse([]), AbortSignal.abort(reason)),
    Error,
    "given up",
  );
});
