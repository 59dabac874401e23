import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { HttpProcess } from "../../helpers/http/http_process.ts";
import { INITIALIZE } from "../../helpers/http/http_bench.ts";

const TIMES = 12;
const STOPPED_MS = 1_000;

/** Writes 1, 2, 3 … one after the other, for as long as it is let. */
const WRITES = (name: string) =>
  `await memory.createEntities([{ name: "${name}", entityType: "List", observations: [] }]);
for (let n = 1;; n++) await memory.addObservations([{ entityName: "${name}", contents: [String(n)] }]);`;

Deno.test("a client that goes away at any moment stops its program, and what was written is whole", async () => {
  await using server = await HttpProcess.start(["--concurrent", "1", "--no-type-check"]);
  const usual = await usualMs(server);
  let longest = 0;
  for (let time = 0; time < TIMES; time++) {
    const leave = new AbortController();
    const name = `list ${time}`;
    const answer = server.send(WRITES(name), { signal: leave.signal })
      .then((response) => response.text()).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, time * 60));
    leave.abort();
    await answer;
    const left = performance.now();
    // There is one place: the next program runs when this one has been stopped.
    const before = await listOf(server, name);
    assertLess(performance.now() - left, STOPPED_MS + usual, `gone after ${time * 60} ms`);
    assertEquals(before, before.map((_, index) => String(index + 1)));
    assertEquals(await listOf(server, name), before, "nothing is written after that");
    longest = Math.max(longest, before.length);
  }
  assertGreater(longest, 10, "programs were at work when their clients went away");
});

Deno.test("a notification stops a program as well, by the session that began it", async () => {
  await using server = await HttpProcess.start(["--concurrent", "1", "--no-type-check"]);
  const usual = await usualMs(server);
  const begun = await server.post(INITIALIZE);
  await begun.body?.cancel();
  const headers = { "mcp-session-id": begun.headers.get("mcp-session-id")! };
  const running = await server.post({
    jsonrpc: "2.0",
    id: "mine",
    method: "tools/call",
    params: { name: "execute_code", arguments: { code: WRITES("mine") } },
  }, { headers });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const params = { requestId: "mine", reason: "changed my mind" };
  const told = await server.post(
    { jsonrpc: "2.0", method: "notifications/cancelled", params },
    { headers },
  );
  assertEquals(told.status, 202);
  assertEquals(await running.text(), "", "a request that was taken back has no answer");
  const start = performance.now();
  await server.run("return 1");
  assertLess(performance.now() - start, STOPPED_MS + usual);
});

/** How long a program takes that reads, when all has started: it waits for no other one. */
async function usualMs(server: HttpProcess): Promise<number> {
  await listOf(server, "none"); // starts the memory server
  const start = performance.now();
  await listOf(server, "none");
  return performance.now() - start;
}

async function listOf(server: HttpProcess, name: string): Promise<string[]> {
  const { result, error } = await server.run(
    `return (await memory.openNodes(["${name}"])).entities[0]?.observations ?? []`,
  );
  if (error) throw new Error(error.message);
  return result as string[];
}
