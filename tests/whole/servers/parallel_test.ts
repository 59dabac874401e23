import { assertEquals, assertMatch } from "@std/assert";
import { hostOf, ownServer } from "../../helpers/servers/real_servers.ts";

const PROGRAM = new URL("../../helpers/programs/hostile_server.ts", import.meta.url);

Deno.test("calls that write go one at a time, and together where the entry says parallel", async () => {
  await using host = hostOf({
    mcpServers: {
      alone: ownServer(PROGRAM),
      all: { ...ownServer(PROGRAM), parallel: true },
      some: { ...ownServer(PROGRAM), parallel: ["write_m*"] },
      others: { ...ownServer(PROGRAM), parallel: ["write_die"] },
    },
  });
  const { outcome } = await host.execute(
    `
    // The second is there before the first is answered, or the first is never answered.
    const meet = (server) => server.write_meet({}, { timeoutMs: 1000 }).catch((error) => error.message);
    const met = {};
    for (const [name, server] of Object.entries({ alone, all, some, others })) {
      await server.echo();
      met[name] = await Promise.all([meet(server), meet(server)]);
    }
    return met;`,
    { timeoutMs: 60_000 },
  );
  assertEquals(outcome.error, undefined);
  const { alone, all, some, others } = outcome.result as Record<string, string[]>;
  assertEquals([all, some], [["met", "met"], ["met", "met"]]);
  for (const one of [alone!, others!]) {
    assertMatch(one[0]!, /^Cannot tell whether \w+\.write_meet was carried out: it did not answer/);
    assertEquals(one[1], "met");
  }
});
